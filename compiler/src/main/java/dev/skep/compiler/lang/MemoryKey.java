package dev.skep.compiler.lang;

import dev.skep.compiler.layout.Layout;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** A key as the kernel compares it: by its bytes. */
final class MemoryKey {
    final byte[] bytes;
    final Object object;

    private MemoryKey(byte[] bytes, Object object) {
        this.bytes = bytes;
        this.object = object;
    }

    static MemoryKey of(Object key) {
        Layout layout = Layout.of(key.getClass());
        return new MemoryKey(layout.encode(key), layout.copy(key));
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof MemoryKey that && Arrays.equals(bytes, that.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }
}
