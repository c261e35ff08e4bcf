package dev.skep.bpf.map;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_CHAR_UNALIGNED;

import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;

/** Lays a record out as the C struct with the same members. */
final class RecordCodec<R extends Record> implements Codec<R> {
    private static final Codec<Boolean> BOOLEAN = new BooleanCodec();
    private static final Codec<Character> CHAR = new CharCodec();

    private record Member(MethodHandle accessor, Codec<Object> codec, int offset) {}

    private final Member[] members;
    private final MethodHandle constructor;
    private final int bytes;
    private final int alignment;

    RecordCodec(MethodHandles.Lookup lookup, Class<R> type) {
        RecordComponent[] components = type.getRecordComponents();
        members = new Member[components.length];
        int offset = 0;
        int widest = 1;
        try {
            for (int i = 0; i < components.length; i++) {
                Codec<?> codec = codecOf(lookup, type, components[i]);
                int align = codec instanceof RecordCodec<?> nested ? nested.alignment : codec.bytes();
                offset = (offset + align - 1) & -align;
                MethodHandle accessor = lookup.unreflect(components[i].getAccessor());
                @SuppressWarnings("unchecked") // The codec was chosen by the component's type.
                Codec<Object> untyped = (Codec<Object>) codec;
                members[i] = new Member(accessor, untyped, offset);
                offset += codec.bytes();
                widest = Math.max(widest, align);
            }
            Class<?>[] types =
                    Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
            constructor = lookup.unreflectConstructor(type.getDeclaredConstructor(types))
                    .asSpreader(Object[].class, types.length);
        } catch (ReflectiveOperationException hidden) {
            throw new IllegalArgumentException("the lookup " + lookup + " cannot see " + type.getName(), hidden);
        }
        alignment = widest;
        bytes = (offset + widest - 1) & -widest;
    }

    private static Codec<?> codecOf(MethodHandles.Lookup lookup, Class<?> owner, RecordComponent component) {
        Class<?> type = component.getType();
        if (type == long.class) {
            return Codecs.LONG;
        } else if (type == int.class) {
            return Codecs.INT;
        } else if (type == short.class) {
            return Codecs.SHORT;
        } else if (type == char.class) {
            return CHAR;
        } else if (type == byte.class) {
            return Codecs.BYTE;
        } else if (type == boolean.class) {
            return BOOLEAN;
        } else if (type.isRecord()) {
            return new RecordCodec<>(lookup, type.asSubclass(Record.class));
        }
        throw new IllegalArgumentException("component " + component.getName() + " of " + owner.getName() + " is a "
                + type.getTypeName() + ", not a number or a record of numbers");
    }

    @Override
    public int bytes() {
        return bytes;
    }

    @Override
    public void encode(R value, MemorySegment into, long offset) {
        into.asSlice(offset, bytes).fill((byte) 0);
        for (Member member : members) {
            Object component;
            try {
                component = member.accessor.invoke(value);
            } catch (Throwable failure) {
                throw new IllegalStateException(
                        "accessor of " + value.getClass().getName() + " failed", failure);
            }
            member.codec.encode(component, into, offset + member.offset);
        }
    }

    @Override
    @SuppressWarnings("unchecked") // The constructor is that of R.
    public R decode(MemorySegment from, long offset) {
        Object[] components = new Object[members.length];
        for (int i = 0; i < components.length; i++) {
            components[i] = members[i].codec.decode(from, offset + members[i].offset);
        }
        try {
            return (R) constructor.invoke(components);
        } catch (RuntimeException | Error refused) {
            throw refused;
        } catch (Throwable failure) {
            throw new IllegalStateException("record constructor failed", failure);
        }
    }

    private static final class BooleanCodec implements Codec<Boolean> {
        @Override
        public int bytes() {
            return 1;
        }

        @Override
        public void encode(Boolean value, MemorySegment into, long offset) {
            into.set(JAVA_BYTE, offset, (byte) (value ? 1 : 0));
        }

        @Override
        public Boolean decode(MemorySegment from, long offset) {
            return from.get(JAVA_BYTE, offset) != 0;
        }
    }

    private static final class CharCodec implements Codec<Character> {
        @Override
        public int bytes() {
            return 2;
        }

        @Override
        public void encode(Character value, MemorySegment into, long offset) {
            into.set(JAVA_CHAR_UNALIGNED, offset, value);
        }

        @Override
        public Character decode(MemorySegment from, long offset) {
            return from.get(JAVA_CHAR_UNALIGNED, offset);
        }
    }
}
