package dev.skep.compiler.front;

import java.lang.constant.MethodTypeDesc;
import java.lang.invoke.MethodType;
import java.lang.reflect.Constructor;
import java.lang.reflect.Executable;
import java.lang.reflect.Field;
import java.lang.reflect.Method;

/** From the names in class files to reflection and back. */
final class Descriptors {
    private Descriptors() {}

    static String of(Executable executable) {
        Class<?> result = executable instanceof Method method ? method.getReturnType() : void.class;
        return MethodType.methodType(result, executable.getParameterTypes()).descriptorString();
    }

    /** The class of an internal name ({@code java/lang/Object}). */
    static Class<?> load(String internalName, ClassLoader loader) {
        try {
            if (internalName.startsWith("[")) {
                return Class.forName(internalName.replace('/', '.'), true, loader);
            }
            return Class.forName(internalName.replace('/', '.'), true, loader);
        } catch (ClassNotFoundException e) {
            throw new IllegalStateException(internalName + " is not to be found", e);
        }
    }

    /** A method or constructor of a class or of those above it. */
    static Executable method(Class<?> owner, String name, MethodTypeDesc type, ClassLoader loader) {
        MethodType resolved = MethodType.fromMethodDescriptorString(type.descriptorString(), loader);
        try {
            if (name.equals("<init>")) {
                Constructor<?> constructor = owner.getDeclaredConstructor(resolved.parameterArray());
                return constructor;
            }
        } catch (NoSuchMethodException e) {
            throw new IllegalStateException(owner + " has no such constructor", e);
        }
        for (Class<?> c = owner; c != null; c = c.getSuperclass()) {
            for (Method method : c.getDeclaredMethods()) {
                if (method.getName().equals(name)
                        && method.getReturnType() == resolved.returnType()
                        && java.util.Arrays.equals(method.getParameterTypes(), resolved.parameterArray())) {
                    return method;
                }
            }
        }
        for (Method method : owner.getMethods()) {
            if (method.getName().equals(name)
                    && java.util.Arrays.equals(method.getParameterTypes(), resolved.parameterArray())) {
                return method;
            }
        }
        throw new IllegalStateException(owner.getName() + " has no method " + name + type.descriptorString());
    }

    /** A field of a class or of those above it, made accessible. */
    static Field field(Class<?> owner, String name) {
        for (Class<?> c = owner; c != null; c = c.getSuperclass()) {
            for (Field field : c.getDeclaredFields()) {
                if (field.getName().equals(name)) {
                    field.setAccessible(true);
                    return field;
                }
            }
            for (Class<?> i : c.getInterfaces()) {
                for (Field field : i.getDeclaredFields()) {
                    if (field.getName().equals(name)) {
                        return field;
                    }
                }
            }
        }
        throw new IllegalStateException(owner.getName() + " has no field " + name);
    }

    private static Class<?> resolveReturn(MethodTypeDesc type, ClassLoader loader) {
        return MethodType.fromMethodDescriptorString(type.descriptorString(), loader)
                .returnType();
    }

    /** The class of a field descriptor. */
    static Class<?> type(String descriptor, ClassLoader loader) {
        return resolveReturn(MethodTypeDesc.ofDescriptor("()" + descriptor), loader);
    }
}
