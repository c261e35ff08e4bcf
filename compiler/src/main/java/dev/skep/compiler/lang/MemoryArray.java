package dev.skep.compiler.lang;

import dev.skep.bpf.map.MapType;
import dev.skep.compiler.layout.Layout;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Arrays, plain and per CPU. Values appear as zeros when they are first looked at. */
sealed class MemoryArray<V> extends MemoryMap {
    static final class Plain<V> extends MemoryArray<V> implements Array<V> {
        Plain(int entries) {
            super(MapType.ARRAY, entries);
        }
    }

    static final class PerCpu<V> extends MemoryArray<V> implements PerCpuArray<V> {
        PerCpu(int entries) {
            super(MapType.PERCPU_ARRAY, entries);
        }
    }

    private @Nullable Object[][] valuesByCpu = new Object[0][];

    private MemoryArray(MapType type, int maxEntries) {
        super(type, maxEntries);
    }

    public @Nullable V get(int index) {
        return at(index, type.perCpu() ? Machine.current().cpu() : 0);
    }

    public boolean put(int index, V value) {
        int cpu = type.perCpu() ? Machine.current().cpu() : 0;
        V old = at(index, cpu);
        if (old == null) {
            return false;
        }
        Layout layout = Layout.of(value.getClass());
        if (layout.isValue()) {
            valuesOf(cpu)[index] = value;
        } else {
            MemoryHash.overwrite(layout, old, value);
        }
        return true;
    }

    @SuppressWarnings("unchecked")
    @Nullable V at(int index, int cpu) {
        if (Integer.compareUnsigned(index, maxEntries) >= 0) {
            return null;
        }
        @Nullable Object[] values = valuesOf(cpu);
        Object value = values[index];
        if (value == null) {
            value = valueLayout().zero();
            values[index] = value;
        }
        return (V) value;
    }

    @Override
    void reset() {
        valuesByCpu = new Object[0][];
    }

    private @Nullable Object[] valuesOf(int cpu) {
        if (cpu >= valuesByCpu.length) {
            int known = valuesByCpu.length;
            valuesByCpu = Arrays.copyOf(valuesByCpu, cpu + 1);
            for (int i = known; i <= cpu; i++) {
                valuesByCpu[i] = new Object[maxEntries];
            }
        }
        return valuesByCpu[cpu];
    }
}
