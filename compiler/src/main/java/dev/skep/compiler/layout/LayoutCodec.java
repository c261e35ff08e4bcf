package dev.skep.compiler.layout;

import dev.skep.bpf.map.Codec;
import java.lang.foreign.MemorySegment;

/** Lets user space see map keys and values as the classes that programs declare them with. */
public final class LayoutCodec<T> implements Codec<T> {
    private final Class<T> type;
    private final Layout layout;

    private LayoutCodec(Class<T> type) {
        this.type = type;
        this.layout = Layout.of(type);
    }

    /** The codec of a number's box, a record or a class with fields. */
    public static <T> LayoutCodec<T> of(Class<T> type) {
        return new LayoutCodec<>(type);
    }

    @Override
    public int bytes() {
        return layout.bytes();
    }

    @Override
    public void encode(T value, MemorySegment into, long offset) {
        layout.write(value, into, offset);
    }

    @Override
    public T decode(MemorySegment from, long offset) {
        return type.cast(layout.read(from, offset));
    }
}
