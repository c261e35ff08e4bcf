package dev.skep.bpf.prog;

import dev.skep.bpf.asm.Instruction;
import dev.skep.bpf.asm.Reference;
import dev.skep.bpf.asm.Register;
import dev.skep.bpf.map.MapSpec;
import dev.skep.bpf.map.MapType;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The binary form of an {@link ObjectSpec}, so that what was compiled for a kernel once can be kept. Specs hold no state of
 * a kernel, so reading one back gives an equal spec. Numbers are big endian, as {@link DataOutputStream} writes them; the
 * form carries a version and no promise beyond it: who meets another version compiles anew.
 */
public final class ObjectSpecFormat {
    private static final int MAGIC = 0x534b4f31; // "SKO1"
    private static final int MOST_ELEMENTS = 1 << 22;

    private ObjectSpecFormat() {}

    /** Writes a spec. */
    public static void write(ObjectSpec spec, DataOutputStream out) throws IOException {
        out.writeInt(MAGIC);
        out.writeInt(spec.maps().size());
        for (MapSpec map : spec.maps()) {
            writeMap(map, out);
        }
        out.writeInt(spec.programs().size());
        for (ProgramSpec program : spec.programs()) {
            writeProgram(program, out);
        }
        writeBytes(spec.btf(), out);
    }

    /**
     * Reads a spec.
     *
     * @throws IOException if the bytes are not one, or of another version
     */
    public static ObjectSpec read(DataInputStream in) throws IOException {
        if (in.readInt() != MAGIC) {
            throw new IOException("not an object spec of this version");
        }
        try {
            int mapCount = count(in);
            List<MapSpec> maps = new ArrayList<>();
            for (int i = 0; i < mapCount; i++) {
                maps.add(readMap(in));
            }
            int programCount = count(in);
            List<ProgramSpec> programs = new ArrayList<>();
            for (int i = 0; i < programCount; i++) {
                programs.add(readProgram(in));
            }
            return new ObjectSpec(maps, programs, readBytes(in));
        } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
            throw new IOException("damaged object spec: " + e.getMessage(), e);
        }
    }

    private static void writeMap(MapSpec map, DataOutputStream out) throws IOException {
        out.writeUTF(map.name());
        out.writeByte(map.type().number());
        out.writeInt(map.keyBytes());
        out.writeInt(map.valueBytes());
        out.writeInt(map.maxEntries());
        out.writeInt(map.flags());
        out.writeInt(map.keyTypeId());
        out.writeInt(map.valueTypeId());
        out.writeBoolean(map.frozen());
        byte[] initial = map.initialValue();
        out.writeBoolean(initial != null);
        if (initial != null) {
            writeBytes(initial, out);
        }
        MapSpec inner = map.inner();
        out.writeBoolean(inner != null);
        if (inner != null) {
            writeMap(inner, out);
        }
    }

    private static MapSpec readMap(DataInputStream in) throws IOException {
        String name = in.readUTF();
        MapType type = MapType.values()[in.readUnsignedByte()];
        int keyBytes = in.readInt();
        int valueBytes = in.readInt();
        int maxEntries = in.readInt();
        int flags = in.readInt();
        int keyTypeId = in.readInt();
        int valueTypeId = in.readInt();
        boolean frozen = in.readBoolean();
        byte @Nullable [] initial = in.readBoolean() ? readBytes(in) : null;
        MapSpec inner = in.readBoolean() ? readMap(in) : null;
        return new MapSpec(
                name, type, keyBytes, valueBytes, maxEntries, flags, keyTypeId, valueTypeId, inner, initial, frozen);
    }

    private static void writeProgram(ProgramSpec program, DataOutputStream out) throws IOException {
        out.writeUTF(program.name());
        out.writeUTF(program.attach().kind().name());
        out.writeUTF(program.attach().target());
        out.writeUTF(program.license());
        out.writeInt(program.flags());
        out.writeInt(program.instructions().size());
        for (Instruction instruction : program.instructions()) {
            writeInstruction(instruction, out);
        }
        out.writeInt(program.functions().size());
        for (ProgramSpec.Function function : program.functions()) {
            out.writeUTF(function.name());
            out.writeInt(function.instructionIndex());
            out.writeInt(function.typeId());
        }
        out.writeInt(program.lines().size());
        for (ProgramSpec.Line line : program.lines()) {
            out.writeInt(line.instructionIndex());
            out.writeUTF(line.file());
            out.writeInt(line.line());
            out.writeInt(line.column());
            out.writeUTF(line.text());
        }
    }

    private static ProgramSpec readProgram(DataInputStream in) throws IOException {
        String name = in.readUTF();
        AttachSpec attach = new AttachSpec(Hook.valueOf(in.readUTF()), in.readUTF());
        String license = in.readUTF();
        int flags = in.readInt();
        int instructionCount = count(in);
        List<Instruction> instructions = new ArrayList<>(Math.min(instructionCount, 4096));
        for (int i = 0; i < instructionCount; i++) {
            instructions.add(readInstruction(in));
        }
        int functionCount = count(in);
        List<ProgramSpec.Function> functions = new ArrayList<>();
        for (int i = 0; i < functionCount; i++) {
            functions.add(new ProgramSpec.Function(in.readUTF(), in.readInt(), in.readInt()));
        }
        int lineCount = count(in);
        List<ProgramSpec.Line> lines = new ArrayList<>(Math.min(lineCount, 4096));
        for (int i = 0; i < lineCount; i++) {
            lines.add(new ProgramSpec.Line(in.readInt(), in.readUTF(), in.readInt(), in.readInt(), in.readUTF()));
        }
        return new ProgramSpec(name, attach, instructions, functions, lines, license, flags);
    }

    private static void writeInstruction(Instruction instruction, DataOutputStream out) throws IOException {
        out.writeByte(instruction.opcode());
        out.writeByte(instruction.src().number() << 4 | instruction.dst().number());
        out.writeShort(instruction.offset());
        out.writeLong(instruction.immediate());
        switch (instruction.reference()) {
            case null -> out.writeByte(0);
            case Reference.Map(String name) -> writeReference(1, name, out);
            case Reference.MapValue(String name, int offset) -> {
                writeReference(2, name, out);
                out.writeInt(offset);
            }
            case Reference.Function(String name) -> writeReference(3, name, out);
            case Reference.Kfunc(String name) -> writeReference(4, name, out);
            case Reference.KernelVariable(String name) -> writeReference(5, name, out);
        }
    }

    private static void writeReference(int kind, String name, DataOutputStream out) throws IOException {
        out.writeByte(kind);
        out.writeUTF(name);
    }

    private static Instruction readInstruction(DataInputStream in) throws IOException {
        int opcode = in.readUnsignedByte();
        int registers = in.readUnsignedByte();
        short offset = in.readShort();
        long immediate = in.readLong();
        Register dst = Register.of(registers & 15);
        Register src = Register.of(registers >> 4);
        return new Instruction(opcode, dst, src, offset, immediate, readReference(in));
    }

    private static @Nullable Reference readReference(DataInputStream in) throws IOException {
        int kind = in.readByte();
        return switch (kind) {
            case 0 -> null;
            case 1 -> new Reference.Map(in.readUTF());
            case 2 -> new Reference.MapValue(in.readUTF(), in.readInt());
            case 3 -> new Reference.Function(in.readUTF());
            case 4 -> new Reference.Kfunc(in.readUTF());
            case 5 -> new Reference.KernelVariable(in.readUTF());
            default -> throw new IOException("damaged object spec: reference of kind " + kind);
        };
    }

    private static void writeBytes(byte[] bytes, DataOutputStream out) throws IOException {
        out.writeInt(bytes.length);
        out.write(bytes);
    }

    private static byte[] readBytes(DataInputStream in) throws IOException {
        int length = count(in);
        byte[] bytes = in.readNBytes(length);
        if (bytes.length != length) {
            throw new IOException("damaged object spec: it ends early");
        }
        return bytes;
    }

    private static int count(DataInputStream in) throws IOException {
        int count = in.readInt();
        if (count < 0 || count > MOST_ELEMENTS) {
            throw new IOException("damaged object spec: " + count + " elements");
        }
        return count;
    }
}
