package dev.skep.bench.codegen;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;

import dev.skep.bpf.asm.Instruction;
import dev.skep.bpf.asm.InstructionDecoder;
import dev.skep.bpf.asm.Opcode;
import dev.skep.bpf.asm.Reference;
import dev.skep.bpf.elf.ElfFile;
import dev.skep.bpf.elf.ElfSection;
import dev.skep.bpf.elf.ElfSymbol;
import dev.skep.bpf.map.MapSpec;
import dev.skep.bpf.map.MapType;
import dev.skep.bpf.prog.AttachSpec;
import dev.skep.bpf.prog.Hook;
import dev.skep.bpf.prog.ObjectSpec;
import dev.skep.bpf.prog.ProgramSpec;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * Reads what clang makes of a C twin: one XDP program in section {@code xdp} that refers to maps, and perhaps to read-only
 * settings, by symbol. A relocation ({@code Elf64_Rel}) names the wide load that it belongs to:
 *
 * <pre>
 *   0 offset of the instruction (8)   8 type (4)   12 index of the symbol (4)
 * </pre>
 */
final class CObject {
    private static final String PROGRAM = "run";
    private static final int RELOCATION_BYTES = 16;
    private static final int ARRAY_KEY_BYTES = 4;

    private final ElfFile elf;
    private final Function<String, MapSpec> specs;
    private final List<MapSpec> maps = new ArrayList<>();

    private CObject(ElfFile elf, Function<String, MapSpec> specs) {
        this.elf = elf;
        this.specs = specs;
    }

    /**
     * Compiles a C twin and reads the object.
     *
     * @param source the C file
     * @param specs  the specification of the map that a symbol of {@code .maps} names
     */
    static ObjectSpec compile(Path source, Function<String, MapSpec> specs) throws IOException, InterruptedException {
        Path object = Files.createTempFile("skep-bench", ".o");
        try {
            String machine = System.getProperty("os.arch").replace("amd64", "x86_64");
            List<String> command = List.of(
                    "clang-19",
                    "-O2",
                    "-mcpu=v3",
                    "-target",
                    "bpf",
                    "-Wall",
                    "-I/usr/include/" + machine + "-linux-gnu",
                    "-c",
                    source.toString(),
                    "-o",
                    object.toString());
            Process clang =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            String said = new String(clang.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (clang.waitFor() != 0) {
                throw new IOException("clang-19 cannot compile " + source + ":\n" + said);
            }
            try (ElfFile elf = ElfFile.open(object)) {
                return new CObject(elf, specs).read();
            }
        } finally {
            Files.delete(object);
        }
    }

    private ObjectSpec read() {
        ElfSection code = elf.section("xdp").orElseThrow();
        List<Instruction> instructions =
                new ArrayList<>(InstructionDecoder.decode(elf.bytes(code).toArray(JAVA_BYTE)));
        for (ElfSection section : elf.sections()) {
            if (section.type() == ElfSection.REL && section.info() == code.index()) {
                relocate(elf.bytes(section), instructions);
            }
        }
        ProgramSpec program = new ProgramSpec(
                PROGRAM,
                AttachSpec.of(Hook.XDP),
                instructions,
                List.of(new ProgramSpec.Function(PROGRAM, 0, 0)),
                List.of(),
                "Dual BSD/GPL",
                0);
        return new ObjectSpec(maps, List.of(program), new byte[0]);
    }

    private void relocate(MemorySegment relocations, List<Instruction> instructions) {
        for (long at = 0; at < relocations.byteSize(); at += RELOCATION_BYTES) {
            int index = instructionAt(instructions, relocations.get(JAVA_LONG_UNALIGNED, at));
            ElfSymbol symbol = elf.symbols().get(relocations.get(JAVA_INT_UNALIGNED, at + 12));
            ElfSection section = elf.sections().get(symbol.sectionIndex());
            Instruction load = instructions.get(index);
            if (load.opcode() != Opcode.LD_IMM64) {
                throw new IllegalArgumentException("relocation of what is no wide load: " + load);
            }
            boolean settings = section.name().startsWith(".rodata");
            MapSpec map = settings ? settings(section) : specs.apply(symbol.name());
            if (maps.stream().noneMatch(m -> m.name().equals(map.name()))) {
                maps.add(map);
            }
            Reference reference = settings
                    ? new Reference.MapValue(map.name(), (int) (symbol.address() + load.immediate()))
                    : new Reference.Map(map.name());
            instructions.set(index, load.withReference(reference));
        }
    }

    private MapSpec settings(ElfSection section) {
        byte[] contents = elf.bytes(section).toArray(JAVA_BYTE);
        return new MapSpec(
                section.name(),
                MapType.ARRAY,
                ARRAY_KEY_BYTES,
                contents.length,
                1,
                MapSpec.RDONLY_PROG,
                0,
                0,
                null,
                contents,
                true);
    }

    private static int instructionAt(List<Instruction> instructions, long offset) {
        long at = 0;
        for (int i = 0; i < instructions.size(); i++) {
            if (at == offset) {
                return i;
            }
            at += (long) instructions.get(i).slots() * Instruction.SLOT_BYTES;
        }
        throw new IllegalArgumentException("no instruction starts at byte " + offset);
    }
}
