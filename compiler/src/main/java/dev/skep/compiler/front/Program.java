package dev.skep.compiler.front;

import dev.skep.bpf.btf.Btf;
import dev.skep.bpf.prog.AttachSpec;
import dev.skep.compiler.CompileException;
import dev.skep.compiler.CompileOptions;
import dev.skep.compiler.ir.Block;
import dev.skep.compiler.ir.Graph;
import dev.skep.compiler.ir.Position;
import dev.skep.compiler.ir.Type;
import dev.skep.compiler.ir.Value;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The front end for all programs of one object: what they share, and the translation of each. */
public final class Program {
    private static final int MAX_RESTARTS = 200;

    private final CompileOptions options;
    private final Btf btf;
    private final ClassFiles files = new ClassFiles();
    private final MapTable maps = new MapTable();
    private final Globals globals = new Globals();
    private final Map<String, byte[]> texts = new HashMap<>();
    private Map<String, Translated> functions = new LinkedHashMap<>();
    private int ordinal;

    public Program(CompileOptions options, Btf btf) {
        this.options = options;
        this.btf = btf;
    }

    CompileOptions options() {
        return options;
    }

    ClassFiles files() {
        return files;
    }

    /** Classes that something was compiled from so far. */
    public Collection<Class<?>> classes() {
        return files.classes();
    }

    public MapTable maps() {
        return maps;
    }

    public Globals globals() {
        return globals;
    }

    byte[] interned(byte[] text) {
        return texts.computeIfAbsent(new String(text, java.nio.charset.StandardCharsets.ISO_8859_1), key -> text);
    }

    /** Translates a program method; its functions follow it, the program itself is the first. */
    public List<Translated> translate(Method method, AttachSpec attach, int programOrdinal) {
        if (!Modifier.isStatic(method.getModifiers())) {
            throw new CompileException(
                    new Position(files.sourceFile(method.getDeclaringClass()), 0),
                    method.getName() + " is not static",
                    "a kernel program is a static method");
        }
        this.ordinal = programOrdinal;
        this.functions = new LinkedHashMap<>();
        Translated main = attempt(hints -> translateMain(method, attach, hints));
        List<Translated> all = new ArrayList<>(List.of(main));
        all.addAll(functions.values());
        return all;
    }

    private interface Attempt {
        Translated translate(Map<String, LoopHint> hints);
    }

    private static Translated attempt(Attempt attempt) {
        Map<String, LoopHint> hints = new HashMap<>();
        for (int i = 0; i < MAX_RESTARTS; i++) {
            try {
                return attempt.translate(hints);
            } catch (Restart learned) {
                // The hints know more now.
            }
        }
        throw new IllegalStateException("the forms of loop variables do not settle");
    }

    private Translated translateMain(Method method, AttachSpec attach, Map<String, LoopHint> hints) {
        Graph graph = new Graph(method.getName(), 1);
        Unit unit = new Unit(this, graph, ordinal, Type.I32, hints, btf);
        MethodCode code = files.code(method);
        start(unit, code);
        List<Operand> arguments = new Parameters(unit, code, method, attach).operands();
        List<Exit> exits = new Frame(unit, code, "", null).run(arguments);
        for (Exit exit : exits) {
            Value result =
                    exit.result() == null ? unit.build().i32(0) : unit.memory().number(exit);
            finish(unit, exit.block(), result);
        }
        Signature signature =
                new Signature(Signature.Kind.INT, List.of(new Signature.Parameter("ctx", Signature.Kind.CONTEXT, "")));
        return new Translated(graph, code.position(0).file(), signature, true);
    }

    private static void start(Unit unit, MethodCode code) {
        unit.build().position(code.position(0));
        Block body = unit.graph().newBlock();
        unit.build().jump(body);
        unit.build().at(body);
    }

    private static void finish(Unit unit, Block block, @Nullable Value result) {
        unit.build().at(block);
        unit.build().ret(result);
    }

    /** The function that a method is compiled into, once per program. */
    Translated function(Method method, boolean global, List<Operand> like, Signature signature, Type result) {
        String name = method.getName();
        Translated known = functions.get(name);
        if (known != null) {
            return known;
        }
        Translated made = attempt(hints -> {
            Graph graph = new Graph(name, like.size());
            Unit unit = new Unit(this, graph, ordinal, result, hints, btf);
            MethodCode code = files.code(method);
            start(unit, code);
            List<Operand> arguments = unit.functions().parameters(like);
            for (Exit exit : new Frame(unit, code, name, null).run(arguments)) {
                Value returned = result == Type.VOID || exit.result() == null
                        ? unit.build().i32(0)
                        : unit.memory().number(exit);
                finish(unit, exit.block(), returned);
            }
            return new Translated(graph, code.position(0).file(), signature, global);
        });
        functions.put(name, made);
        return made;
    }
}
