package dev.skep.compiler.lang;

import dev.skep.bpf.map.MapType;
import dev.skep.compiler.layout.Layout;
import java.lang.ref.WeakReference;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A map in this JVM's memory. What it holds is for one thread at a time, as programs on the JVM are run one after another.
 *
 * <p>Key and value types come from the generic type of the static field that holds the map. The field is looked for when a
 * type is first needed: while {@link Maps} makes the map, its class is still being initialised.
 */
abstract class MemoryMap implements BpfMapType {
    private static final List<WeakReference<MemoryMap>> ALL = new ArrayList<>();
    private static final StackWalker CALLERS = StackWalker.getInstance(StackWalker.Option.RETAIN_CLASS_REFERENCE);
    private static final Set<MapType> KEYED_BY_FIRST_ARGUMENT = Set.of(
            MapType.HASH,
            MapType.LRU_HASH,
            MapType.PERCPU_HASH,
            MapType.LRU_PERCPU_HASH,
            MapType.LPM_TRIE,
            MapType.SOCKHASH,
            MapType.HASH_OF_MAPS);
    private static final Set<MapType> WITHOUT_KEY =
            Set.of(MapType.RINGBUF, MapType.QUEUE, MapType.STACK, MapType.BLOOM_FILTER);

    final MapType type;
    final int maxEntries;
    private final Class<?> maker;
    private @Nullable MemoryMap outer;
    private @Nullable MapDeclaration declaration;

    MemoryMap(MapType type, int maxEntries) {
        if (maxEntries < 0) {
            throw new IllegalArgumentException("a map of " + maxEntries + " entries");
        }
        this.type = type;
        this.maxEntries = maxEntries;
        this.maker = CALLERS.walk(frames -> frames.map(StackWalker.StackFrame::getDeclaringClass)
                .filter(c -> c != Maps.class && c != MemoryMaps.class && !MemoryMap.class.isAssignableFrom(c))
                .findFirst()
                .orElseThrow());
        synchronized (ALL) {
            ALL.removeIf(reference -> reference.get() == null);
            ALL.add(new WeakReference<>(this));
        }
    }

    static void resetAll() {
        synchronized (ALL) {
            for (WeakReference<MemoryMap> reference : ALL) {
                MemoryMap map = reference.get();
                if (map != null) {
                    map.reset();
                }
            }
        }
    }

    /** Makes the map as it was when it was declared. */
    abstract void reset();

    /** Flags of the declaration. */
    int flags() {
        return 0;
    }

    /** Bytes of a value that has no class. */
    int valueBytes() {
        return 0;
    }

    /** {@code map_extra}. */
    long extra() {
        return 0;
    }

    /** Template of the inner maps. */
    @Nullable MemoryMap template() {
        return null;
    }

    /** Says that this map is the template of another one, which then knows its types. */
    void templateOf(MemoryMap outerMap) {
        this.outer = outerMap;
    }

    /** The class of the values. */
    Class<?> valueClass() {
        Class<?> value = declaration().value();
        if (value == null) {
            throw new IllegalStateException(type + " has no values");
        }
        return value;
    }

    /** The layout of the values. */
    Layout valueLayout() {
        return Layout.of(valueClass());
    }

    final MapDeclaration declaration() {
        MapDeclaration known = declaration;
        if (known == null) {
            known = outer == null ? declare(holder()) : declare(outer);
            declaration = known;
        }
        return known;
    }

    private MapDeclaration declare(MemoryMap outerMap) {
        Field field = outerMap.holder();
        Type[] arguments = arguments(field.getGenericType());
        return declare(field.getName(), field.getDeclaringClass(), arguments[arguments.length - 1]);
    }

    private MapDeclaration declare(Field field) {
        return declare(field.getName(), field.getDeclaringClass(), field.getGenericType());
    }

    private MapDeclaration declare(String name, Class<?> owner, Type generic) {
        Type[] arguments = arguments(generic);
        MemoryMap template = template();
        Class<?> key = null;
        if (KEYED_BY_FIRST_ARGUMENT.contains(type)) {
            key = classOf(name, owner, arguments.length > 0 ? arguments[0] : generic);
        } else if (!WITHOUT_KEY.contains(type)) {
            key = Integer.class;
        }
        int valueAt = KEYED_BY_FIRST_ARGUMENT.contains(type) ? 1 : 0;
        Class<?> value =
                template == null && arguments.length > valueAt ? classOf(name, owner, arguments[valueAt]) : null;
        return new MapDeclaration(
                name,
                owner,
                type,
                key,
                value,
                maxEntries,
                flags(),
                valueBytes(),
                extra(),
                template == null ? null : template.declaration());
    }

    private Field holder() {
        for (Field field : maker.getDeclaredFields()) {
            if (Modifier.isStatic(field.getModifiers()) && BpfMapType.class.isAssignableFrom(field.getType())) {
                field.setAccessible(true);
                try {
                    if (field.get(null) == this) {
                        return field;
                    }
                } catch (IllegalAccessException e) {
                    throw new IllegalStateException(field + " was made accessible and is not", e);
                }
            }
        }
        throw new IllegalStateException("no static field of " + maker.getName() + " holds this " + type
                + " map; declare it as one, with its type arguments");
    }

    private static Type[] arguments(Type generic) {
        return generic instanceof ParameterizedType parameterized
                ? parameterized.getActualTypeArguments()
                : new Type[0];
    }

    private static Class<?> classOf(String name, Class<?> owner, Type type) {
        if (type instanceof Class<?> plain && !BpfMapType.class.isAssignableFrom(plain)) {
            return plain;
        }
        throw new IllegalStateException(
                owner.getName() + "." + name + ": " + type.getTypeName() + " is not a class of keys or values");
    }
}
