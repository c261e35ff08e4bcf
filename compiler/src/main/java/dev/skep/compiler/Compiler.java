package dev.skep.compiler;

import dev.skep.bpf.btf.Btf;
import dev.skep.bpf.prog.ObjectSpec;
import dev.skep.bpf.prog.ProgramSpec;
import dev.skep.compiler.alloc.MachineCode;
import dev.skep.compiler.alloc.RegisterAllocator;
import dev.skep.compiler.debug.ObjectTypes;
import dev.skep.compiler.debug.SourceText;
import dev.skep.compiler.emit.Emitter;
import dev.skep.compiler.emit.JumpCleanup;
import dev.skep.compiler.emit.Selector;
import dev.skep.compiler.front.MapUse;
import dev.skep.compiler.front.Program;
import dev.skep.compiler.front.Translated;
import dev.skep.compiler.ir.Position;
import dev.skep.compiler.lang.MapDeclaration;
import dev.skep.compiler.pass.Optimizer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Compiles the static methods of a class that carry a hook's annotation (see {@link dev.skep.compiler.lang}) to BPF, for the
 * running kernel and with the configuration of this moment.
 *
 * <pre>
 *   class files → front (symbolic execution, inlining) → ir (SSA) → pass → emit (selection) → alloc → emit (BPF) → ObjectSpec
 * </pre>
 */
public final class Compiler {
    /** The verifier's limit on the stack of one function. */
    private static final int STACK_BYTES = 512;

    /** What programs declare to the kernel; it opens the GPL-only helpers to them. */
    private static final String LICENSE = "Dual BSD/GPL";

    private final CompileOptions options;
    private final Program front;
    private final ObjectTypes types = new ObjectTypes();
    private final SourceText source = new SourceText();
    private final Class<?> probe;

    private Compiler(Class<?> probe, CompileOptions options) {
        this.probe = probe;
        this.options = options;
        this.front = new Program(options, Btf.vmlinux());
    }

    /** Compiles for the running kernel. @throws CompileException if a program is outside the language */
    public static CompiledObject compile(Class<?> probe) {
        return compile(probe, CompileOptions.running());
    }

    /** Compiles all programs of a class. @throws CompileException if a program is outside the language */
    public static CompiledObject compile(Class<?> probe, CompileOptions options) {
        return new Compiler(probe, options).compile();
    }

    private CompiledObject compile() {
        List<ProgramMethods.ProgramMethod> methods = ProgramMethods.of(probe);
        if (methods.isEmpty()) {
            throw new CompileException(
                    new Position(probe.getSimpleName() + ".java", 0),
                    probe.getSimpleName() + " has no kernel programs",
                    "annotate static methods with a hook: @Xdp, @TpBtf(\"…\"), …");
        }
        List<ProgramSpec> programs = new ArrayList<>();
        for (int i = 0; i < methods.size(); i++) {
            programs.add(program(methods.get(i), i));
        }
        Map<String, MapDeclaration> declared = new LinkedHashMap<>();
        front.maps().uses().values().forEach((MapUse use) -> declared.put(use.name(), use.declaration()));
        ObjectMaps maps = new ObjectMaps(front, types, programs.size());
        ObjectSpec spec = new ObjectSpec(maps.specs(), programs, types.build());
        return new CompiledObject(
                spec,
                declared,
                front.maps().lossCounters(),
                programs.stream().map(ProgramSpec::name).toList(),
                front.globals().variables());
    }

    private ProgramSpec program(ProgramMethods.ProgramMethod method, int ordinal) {
        Emitter emitter = new Emitter();
        List<ProgramSpec.Function> functions = new ArrayList<>();
        for (Translated function : front.translate(method.method(), method.attach(), ordinal)) {
            MachineCode code = generate(function);
            int start = emitter.append(code);
            String name = function.graph().name();
            int type = types.function(
                    name, function.signature(), method.attach().kind().programType(), function.global());
            functions.add(new ProgramSpec.Function(name, start, type));
        }
        source.include(front.classes());
        return new ProgramSpec(
                method.method().getName(),
                method.attach(),
                emitter.instructions(),
                functions,
                lines(emitter.positions(), functions),
                LICENSE,
                method.flags());
    }

    private MachineCode generate(Translated function) {
        Optimizer.optimize(function.graph());
        Selector.Selection selection = Selector.select(function.graph(), options.isaV4());
        RegisterAllocator.allocate(selection.code(), selection.precious());
        JumpCleanup.run(selection.code());
        int bytes = selection.code().frameBytes();
        if (bytes > STACK_BYTES) {
            throw new CompileException(
                    new Position(function.file(), 0),
                    function.graph().name() + " needs " + bytes + " bytes of stack and the kernel gives " + STACK_BYTES,
                    "put large values into the event itself or into a PerCpuArray, or give parts of it @Function");
        }
        return selection.code();
    }

    private List<ProgramSpec.Line> lines(List<Position> positions, List<ProgramSpec.Function> functions) {
        List<ProgramSpec.Line> lines = new ArrayList<>();
        Position last = null;
        for (int i = 0; i < positions.size(); i++) {
            int index = i;
            boolean starts = functions.stream().anyMatch(f -> f.instructionIndex() == index);
            Position position = positions.get(i).line() == 0 && last != null ? last : positions.get(i);
            if (starts || !position.equals(last)) {
                lines.add(new ProgramSpec.Line(i, position.file(), position.line(), 0, source.line(position)));
            }
            last = position;
        }
        return lines;
    }
}
