package dev.skep.compiler;

import dev.skep.bpf.prog.AttachSpec;
import dev.skep.bpf.prog.ProgramSpec;
import dev.skep.compiler.lang.AttachesTo;
import java.lang.annotation.Annotation;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/** The kernel programs that a class declares. */
final class ProgramMethods {
    /** A method that is a program, and where it attaches. */
    record ProgramMethod(Method method, AttachSpec attach, int flags) {}

    private ProgramMethods() {}

    /** All programs of a class, by name: the order of declaration is not kept in a loaded class. */
    static List<ProgramMethod> of(Class<?> probe) {
        List<ProgramMethod> found = new ArrayList<>();
        Method[] methods = probe.getDeclaredMethods();
        Arrays.sort(methods, Comparator.comparing(Method::getName));
        for (Method method : methods) {
            for (Annotation annotation : method.getAnnotations()) {
                AttachesTo attaches = annotation.annotationType().getAnnotation(AttachesTo.class);
                if (attaches != null) {
                    String target = value(annotation, "value") instanceof String text ? text : "";
                    found.add(new ProgramMethod(method, new AttachSpec(attaches.value(), target), flags(annotation)));
                }
            }
        }
        return found;
    }

    private static int flags(Annotation annotation) {
        int sleepable = Boolean.TRUE.equals(value(annotation, "sleepable")) ? ProgramSpec.SLEEPABLE : 0;
        int frags = Boolean.TRUE.equals(value(annotation, "frags")) ? ProgramSpec.XDP_HAS_FRAGS : 0;
        return sleepable | frags;
    }

    private static Object value(Annotation annotation, String name) {
        try {
            return annotation.annotationType().getMethod(name).invoke(annotation);
        } catch (NoSuchMethodException e) {
            return "";
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(annotation + " cannot be read", e);
        }
    }
}
