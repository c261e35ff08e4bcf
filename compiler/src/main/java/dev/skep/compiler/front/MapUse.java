package dev.skep.compiler.front;

import dev.skep.bpf.map.MapType;
import dev.skep.compiler.lang.MapDeclaration;
import dev.skep.compiler.layout.Layout;
import org.jspecify.annotations.Nullable;

/**
 * A declared map and the name it has in the object.
 *
 * @param name        name in the object, unique there
 * @param declaration what the program declared
 */
public record MapUse(String name, MapDeclaration declaration) {
    public MapType type() {
        return declaration.type();
    }

    public @Nullable Layout key() {
        Class<?> key = declaration.key();
        return key == null ? null : Layout.of(key);
    }

    public @Nullable Layout value() {
        Class<?> value = declaration.value();
        return value == null ? null : Layout.of(value);
    }
}
