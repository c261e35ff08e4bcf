package dev.skep.compiler.front;

import dev.skep.compiler.CompileException;
import dev.skep.compiler.ir.Position;
import java.io.IOException;
import java.io.InputStream;
import java.lang.classfile.Attributes;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.MethodModel;
import java.lang.reflect.Executable;
import java.lang.reflect.Method;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;

/** Class files, found where the class loader found the classes; each parsed once. */
final class ClassFiles {
    private final Map<Class<?>, ClassModel> models = new HashMap<>();
    private final Map<String, MethodCode> methods = new HashMap<>();

    /** Classes that something was compiled from so far. */
    Collection<Class<?>> classes() {
        return models.keySet();
    }

    ClassModel model(Class<?> type) {
        return models.computeIfAbsent(type, ClassFiles::parse);
    }

    private static ClassModel parse(Class<?> type) {
        String resource =
                type.getName()
                                .substring(
                                        type.getPackageName().isEmpty()
                                                ? 0
                                                : type.getPackageName().length() + 1) + ".class";
        try (InputStream in = type.getResourceAsStream(resource)) {
            if (in == null) {
                throw new CompileException(
                        new Position(type.getName(), 0),
                        "the class file of " + type.getName() + " is not to be found",
                        "kernel programs are compiled from class files; hidden and generated classes have none");
            }
            return ClassFile.of().parse(in.readAllBytes());
        } catch (IOException e) {
            throw new IllegalStateException("cannot read " + resource, e);
        }
    }

    /** Name of the source file without its directory. */
    String sourceFile(Class<?> type) {
        return model(type)
                .findAttribute(Attributes.sourceFile())
                .map(attribute -> attribute.sourceFile().stringValue())
                .orElse(type.getSimpleName() + ".java");
    }

    /** The code of a method. */
    MethodCode code(Executable method) {
        String name = method instanceof Method m ? m.getName() : "<init>";
        String descriptor = Descriptors.of(method);
        Class<?> owner = method.getDeclaringClass();
        return methods.computeIfAbsent(owner.getName() + '.' + name + descriptor, key -> {
            MethodModel model = model(owner).methods().stream()
                    .filter(m ->
                            m.methodName().equalsString(name) && m.methodType().equalsString(descriptor))
                    .findFirst()
                    .orElseThrow(() -> new IllegalStateException(key + " is in no class file"));
            return MethodCode.of(owner, sourceFile(owner), model);
        });
    }
}
