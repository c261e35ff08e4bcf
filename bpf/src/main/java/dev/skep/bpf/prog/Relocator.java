package dev.skep.bpf.prog;

import dev.skep.bpf.asm.Instruction;
import dev.skep.bpf.asm.InstructionEncoder;
import dev.skep.bpf.asm.Opcode;
import dev.skep.bpf.asm.Reference;
import dev.skep.bpf.asm.Register;
import dev.skep.bpf.btf.BtfKind;
import dev.skep.bpf.map.BpfMap;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Replaces what instructions point at by name with what it is in this process and kernel. */
final class Relocator {
    private final Map<String, BpfMap> maps;
    private final KernelSymbols symbols;
    private final ModuleDescriptors modules;

    Relocator(Map<String, BpfMap> maps, KernelSymbols symbols, ModuleDescriptors modules) {
        this.maps = maps;
        this.symbols = symbols;
        this.modules = modules;
    }

    List<Instruction> resolve(ProgramSpec program) {
        List<Instruction> instructions = program.instructions();
        int[] slots = InstructionEncoder.slotOffsets(instructions);
        List<Instruction> resolved = new ArrayList<>(instructions.size());
        for (int i = 0; i < instructions.size(); i++) {
            Instruction instruction = instructions.get(i);
            Reference reference = instruction.reference();
            resolved.add(reference == null ? instruction : resolve(program, i, instruction, reference, slots));
        }
        return resolved;
    }

    private Instruction resolve(
            ProgramSpec program, int index, Instruction instruction, Reference reference, int[] slots) {
        return switch (reference) {
            case Reference.Map(String name) ->
                instruction.resolved(
                        source(Opcode.PSEUDO_MAP_FD), map(program, name).fd().number());
            case Reference.MapValue(String name, int offset) -> {
                long fd = map(program, name).fd().number();
                yield instruction.resolved(source(Opcode.PSEUDO_MAP_VALUE), (long) offset << 32 | fd);
            }
            case Reference.Function(String name) -> {
                int distance = slots[start(program, name)] - slots[index] - 1;
                boolean call = instruction.opcode() == (Opcode.JMP | Opcode.CALL);
                // The upper half of the wide load stays zero: the kernel reads the distance from its lower half.
                yield call
                        ? instruction.resolved(source(Opcode.PSEUDO_CALL), distance)
                        : instruction.resolved(source(Opcode.PSEUDO_FUNC), Integer.toUnsignedLong(distance));
            }
            case Reference.Kfunc(String name) -> {
                KernelSymbol function = symbol(program, BtfKind.FUNC, name, "kernel function");
                yield instruction
                        .resolved(source(Opcode.PSEUDO_KFUNC_CALL), function.id())
                        .withOffset(modules.index(function.module()));
            }
            case Reference.KernelVariable(String name) -> {
                KernelSymbol variable = symbol(program, BtfKind.VAR, name, "kernel variable");
                long module = modules.number(variable.module());
                yield instruction.resolved(source(Opcode.PSEUDO_BTF_ID), module << 32 | variable.id());
            }
        };
    }

    private static Register source(int pseudo) {
        return Register.of(pseudo);
    }

    private BpfMap map(ProgramSpec program, String name) {
        BpfMap map = maps.get(name);
        if (map == null) {
            throw new LoadException("program \"" + program.name() + "\" uses map \"" + name
                    + "\", which the object does not have; it has " + maps.keySet());
        }
        return map;
    }

    private static int start(ProgramSpec program, String name) {
        for (ProgramSpec.Function function : program.functions()) {
            if (function.name().equals(name)) {
                return function.instructionIndex();
            }
        }
        throw new LoadException(
                "program \"" + program.name() + "\" calls function \"" + name + "\", which it does not contain");
    }

    private KernelSymbol symbol(ProgramSpec program, BtfKind kind, String name, String what) {
        return symbols.find(kind, name)
                .orElseThrow(() -> new LoadException("program \"" + program.name() + "\" uses " + what + " " + name
                        + ", which this kernel's BTF does not have"));
    }
}
