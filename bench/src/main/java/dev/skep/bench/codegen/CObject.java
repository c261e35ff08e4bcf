package dev.skep.bench.codegen;

import dev.skep.bpf.asm.Instruction;
import dev.skep.bpf.asm.InstructionDecoder;
import dev.skep.bpf.asm.Opcode;
import dev.skep.bpf.asm.Reference;
import dev.skep.bpf.map.MapSpec;
import dev.skep.bpf.map.MapType;
import dev.skep.bpf.prog.AttachSpec;
import dev.skep.bpf.prog.Hook;
import dev.skep.bpf.prog.ObjectSpec;
import dev.skep.bpf.prog.ProgramSpec;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;

/**
 * Reads what clang makes of a C twin: one XDP program in section {@code xdp} that refers to maps, and perhaps to read-only
 * settings, by symbol. Just enough of ELF for that (System V ABI, 64 bits little-endian).
 *
 * <pre>
 *   Elf64_Ehdr  0x28 section headers' offset (8)   0x3c number (2)   0x3e index of names (2)
 *   Elf64_Shdr  0 name (4)  4 type (4)  0x18 offset (8)  0x20 size (8)  0x28 link (4)  0x2c info (4)     64 bytes
 *   Elf64_Sym   0 name (4)  6 section (2)  8 value (8)                                                  24 bytes
 *   Elf64_Rel   0 offset (8)  8 type (4)  12 symbol (4)                                                 16 bytes
 * </pre>
 */
final class CObject {
    private static final int SHT_REL = 9;
    private static final int SHT_SYMTAB = 2;
    private static final int RODATA_KEY_BYTES = 4;

    private record Section(String name, int type, byte[] bytes, int link, int info) {}

    private record Symbol(String name, int section, long value) {}

    private final List<Section> sections = new ArrayList<>();
    private final List<Symbol> symbols = new ArrayList<>();

    private CObject(byte[] elf) {
        ByteBuffer file = buffer(elf);
        int headers = (int) file.getLong(0x28);
        int count = file.getShort(0x3c);
        int namesAt = (int) file.getLong(headers + file.getShort(0x3e) * 64 + 0x18);
        for (int i = 0; i < count; i++) {
            int at = headers + i * 64;
            int offset = (int) file.getLong(at + 0x18);
            byte[] bytes = Arrays.copyOfRange(elf, offset, offset + (int) file.getLong(at + 0x20));
            sections.add(new Section(
                    string(elf, namesAt + file.getInt(at)),
                    file.getInt(at + 4),
                    bytes,
                    file.getInt(at + 0x28),
                    file.getInt(at + 0x2c)));
        }
        Section table = sections.stream()
                .filter(s -> s.type == SHT_SYMTAB)
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("the object has no symbols"));
        byte[] names = sections.get(table.link).bytes;
        ByteBuffer entries = buffer(table.bytes);
        for (int at = 0; at < table.bytes.length; at += 24) {
            symbols.add(
                    new Symbol(string(names, entries.getInt(at)), entries.getShort(at + 6), entries.getLong(at + 8)));
        }
    }

    /**
     * Compiles a C twin and reads the object.
     *
     * @param source the C file
     * @param maps   the specification of the map that a symbol of {@code .maps} names
     */
    static ObjectSpec compile(Path source, Function<String, MapSpec> maps) throws IOException, InterruptedException {
        Path object = Files.createTempFile("skep-bench", ".o");
        try {
            String headers =
                    "-I/usr/include/" + System.getProperty("os.arch").replace("amd64", "x86_64") + "-linux-gnu";
            String[] command = {
                "clang-19",
                "-O2",
                "-mcpu=v3",
                "-target",
                "bpf",
                "-Wall",
                headers,
                "-c",
                source.toString(),
                "-o",
                object.toString()
            };
            Process clang =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            String said = new String(clang.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (clang.waitFor() != 0) {
                throw new IOException("clang-19 cannot compile " + source + ":\n" + said);
            }
            return new CObject(Files.readAllBytes(object)).object(maps);
        } finally {
            Files.delete(object);
        }
    }

    private ObjectSpec object(Function<String, MapSpec> specs) {
        int xdp = index("xdp");
        List<Instruction> instructions = new ArrayList<>(InstructionDecoder.decode(sections.get(xdp).bytes));
        List<MapSpec> maps = new ArrayList<>();
        for (Section section : sections) {
            if (section.type == SHT_REL && section.info == xdp) {
                relocate(section, instructions, specs, maps);
            }
        }
        ProgramSpec program = new ProgramSpec(
                "run",
                AttachSpec.of(Hook.XDP),
                instructions,
                List.of(new ProgramSpec.Function("run", 0, 0)),
                List.of(),
                "Dual BSD/GPL",
                0);
        return new ObjectSpec(maps, List.of(program), new byte[0]);
    }

    private void relocate(
            Section relocations, List<Instruction> instructions, Function<String, MapSpec> specs, List<MapSpec> maps) {
        ByteBuffer entries = buffer(relocations.bytes);
        for (int at = 0; at < relocations.bytes.length; at += 16) {
            int index = instructionAt(instructions, (int) entries.getLong(at));
            Symbol symbol = symbols.get(entries.getInt(at + 12));
            Section section = sections.get(symbol.section);
            Instruction load = instructions.get(index);
            if (load.opcode() != Opcode.LD_IMM64) {
                throw new IllegalArgumentException("relocation of what is no wide load: " + load);
            }
            boolean settings = section.name.startsWith(".rodata");
            MapSpec map = settings ? rodata(section) : specs.apply(symbol.name);
            if (maps.stream().noneMatch(m -> m.name().equals(map.name()))) {
                maps.add(map);
            }
            Reference reference = settings
                    ? new Reference.MapValue(map.name(), (int) (symbol.value + load.immediate()))
                    : new Reference.Map(map.name());
            instructions.set(index, load.withReference(reference));
        }
    }

    private static MapSpec rodata(Section section) {
        return new MapSpec(
                section.name,
                MapType.ARRAY,
                RODATA_KEY_BYTES,
                section.bytes.length,
                1,
                MapSpec.RDONLY_PROG,
                0,
                0,
                null,
                section.bytes,
                true);
    }

    private int index(String name) {
        for (int i = 0; i < sections.size(); i++) {
            if (sections.get(i).name.equals(name)) {
                return i;
            }
        }
        throw new IllegalArgumentException("the object has no section " + name);
    }

    private static int instructionAt(List<Instruction> instructions, int offset) {
        int at = 0;
        for (int i = 0; i < instructions.size(); i++) {
            if (at == offset) {
                return i;
            }
            at += instructions.get(i).slots() * Instruction.SLOT_BYTES;
        }
        throw new IllegalArgumentException("no instruction starts at byte " + offset);
    }

    private static String string(byte[] bytes, int at) {
        int end = at;
        while (bytes[end] != 0) {
            end++;
        }
        return new String(bytes, at, end - at, StandardCharsets.UTF_8);
    }

    private static ByteBuffer buffer(byte[] bytes) {
        return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }
}
