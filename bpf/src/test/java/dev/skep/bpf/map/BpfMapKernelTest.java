package dev.skep.bpf.map;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.skep.bpf.DescriptorLeakCheck;
import dev.skep.bpf.RunningKernel;
import dev.skep.bpf.sys.Cpus;
import dev.skep.bpf.sys.Errno;
import dev.skep.bpf.sys.MappedMemory;
import dev.skep.bpf.sys.SyscallException;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@Tag("kernel")
@ExtendWith(DescriptorLeakCheck.class)
class BpfMapKernelTest {
    static byte[] u32(int value) {
        return ByteBuffer.allocate(4)
                .order(ByteOrder.nativeOrder())
                .putInt(value)
                .array();
    }

    static byte[] u64(long value) {
        return ByteBuffer.allocate(8)
                .order(ByteOrder.nativeOrder())
                .putLong(value)
                .array();
    }

    static int u32(byte[] value) {
        return ByteBuffer.wrap(value).order(ByteOrder.nativeOrder()).getInt();
    }

    static long u64(byte[] value) {
        return ByteBuffer.wrap(value).order(ByteOrder.nativeOrder()).getLong();
    }

    @ParameterizedTest
    @EnumSource(names = {"HASH", "LRU_HASH"})
    void hashesCreateReplaceFindAndDelete(MapType type) {
        try (BpfMap map = BpfMap.create(new MapSpec("flows", type, 4, 8, 64, 0))) {
            assertThat(map.lookup(u32(1))).isNull();
            assertThat(map.update(u32(1), u64(10), UpdateMode.EXIST)).isFalse();
            assertThat(map.update(u32(1), u64(10), UpdateMode.NOEXIST)).isTrue();
            assertThat(map.update(u32(1), u64(11), UpdateMode.NOEXIST)).isFalse();
            assertThat(map.update(u32(1), u64(12), UpdateMode.EXIST)).isTrue();
            assertThat(map.lookup(u32(1))).isEqualTo(u64(12));
            assertThat(map.lookupAndDelete(u32(1))).isEqualTo(u64(12));
            assertThat(map.delete(u32(1))).isFalse();
            assertThat(map.nextKey(null)).isNull();
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"PERCPU_HASH", "LRU_PERCPU_HASH", "PERCPU_ARRAY"})
    void perCpuValuesHaveOneSlotForEachPossibleCpu(MapType type) {
        try (BpfMap map = BpfMap.create(new MapSpec("percpu", type, 4, 4, 4, 0))) {
            ByteBuffer slots = ByteBuffer.allocate(8 * Cpus.possible()).order(ByteOrder.nativeOrder());
            for (int cpu = 0; cpu < Cpus.possible(); cpu++) {
                slots.putInt(cpu * 8, 100 + cpu);
            }
            map.update(u32(2), slots.array());
            assertThat(map.bufferBytes()).isEqualTo(8 * Cpus.possible());
            assertThat(map.lookup(u32(2))).isEqualTo(slots.array());
        }
    }

    @Test
    void arrayRefusesAnIndexBeyondItsCapacity() {
        try (BpfMap map = BpfMap.create(new MapSpec("slots", MapType.ARRAY, 4, 8, 4, 0))) {
            assertThat(map.lookup(u32(3))).isEqualTo(u64(0));
            assertThat(map.lookup(u32(4))).isNull();
            assertThatThrownBy(() -> map.update(u32(4), u64(1)))
                    .isInstanceOfSatisfying(
                            SyscallException.class, e -> assertThat(e.errno()).isEqualTo(Errno.E2BIG))
                    .hasMessage("bpf(BPF_MAP_UPDATE_ELEM) of map \"slots\" (ARRAY): E2BIG (Argument list too long); "
                            + "likely cause: the map is full, or the index is beyond its capacity");
        }
    }

    @Test
    void lpmTrieFindsTheLongestPrefix() {
        try (BpfMap map = BpfMap.create(new MapSpec("routes", MapType.LPM_TRIE, 8, 4, 16, 0))) {
            map.update(prefix(8, 10, 0, 0, 0), u32(1));
            map.update(prefix(16, 10, 1, 0, 0), u32(2));
            assertThat(map.lookup(prefix(32, 10, 1, 2, 3))).isEqualTo(u32(2));
            assertThat(map.lookup(prefix(32, 10, 2, 2, 3))).isEqualTo(u32(1));
            assertThat(map.lookup(prefix(32, 11, 2, 2, 3))).isNull();
        }
    }

    private static byte[] prefix(int bits, int... address) {
        ByteBuffer key = ByteBuffer.allocate(8).order(ByteOrder.nativeOrder()).putInt(bits);
        for (int octet : address) {
            key.put((byte) octet);
        }
        return key.array();
    }

    @Test
    void queueIsFirstInFirstOut() {
        try (BpfMap map = BpfMap.create(new MapSpec("work", MapType.QUEUE, 0, 8, 2, 0))) {
            assertThat(map.pop()).isNull();
            assertThat(map.push(u64(1))).isTrue();
            assertThat(map.push(u64(2))).isTrue();
            assertThat(map.push(u64(3))).isFalse();
            assertThat(map.peek()).isEqualTo(u64(1));
            assertThat(map.pop()).isEqualTo(u64(1));
            assertThat(map.pop()).isEqualTo(u64(2));
        }
    }

    @Test
    void stackIsLastInFirstOut() {
        try (BpfMap map = BpfMap.create(new MapSpec("work", MapType.STACK, 0, 8, 2, 0))) {
            map.push(u64(1));
            map.push(u64(2));
            assertThat(map.peek()).isEqualTo(u64(2));
            assertThat(map.pop()).isEqualTo(u64(2));
        }
    }

    @Test
    void bloomFilterNeverForgets() {
        try (BpfMap map = BpfMap.create(new MapSpec("seen", MapType.BLOOM_FILTER, 0, 8, 1000, 0))) {
            for (int i = 0; i < 100; i++) {
                map.push(u64(i));
            }
            for (int i = 0; i < 100; i++) {
                assertThat(map.contains(u64(i))).isTrue();
            }
            int wrong = 0;
            for (int i = 1000; i < 2000; i++) {
                wrong += map.contains(u64(i)) ? 1 : 0;
            }
            assertThat(wrong).isLessThan(100);
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"ARRAY_OF_MAPS", "HASH_OF_MAPS"})
    void holdsMaps(MapType type) {
        MapSpec inner = new MapSpec("inner", MapType.ARRAY, 4, 8, 1, 0);
        MapSpec outer = new MapSpec("outer", type, 4, 4, 4, 0, 0, 0, inner, null, false);
        try (BpfMap map = BpfMap.create(outer);
                BpfMap element = BpfMap.create(inner)) {
            map.update(u32(1), u32(element.fd().number()));
            assertThat(map.lookup(u32(1))).isEqualTo(u32(element.info().id()));
        }
    }

    @ParameterizedTest
    @EnumSource(
            names = {
                "PROG_ARRAY",
                "PERF_EVENT_ARRAY",
                "CGROUP_ARRAY",
                "DEVMAP",
                "DEVMAP_HASH",
                "CPUMAP",
                "XSKMAP",
                "SOCKMAP",
                "SOCKHASH",
                "REUSEPORT_SOCKARRAY"
            })
    void createsMapsOfDescriptors(MapType type) {
        try (BpfMap map = BpfMap.create(new MapSpec("t", type, 4, 4, 2, 0))) {
            assertThat(map.info().type()).isEqualTo(type);
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"SK_STORAGE", "INODE_STORAGE", "TASK_STORAGE", "CGRP_STORAGE"})
    void createsLocalStorageWithoutTypesOfItsOwn(MapType type) {
        assumeTrue(type != MapType.CGRP_STORAGE || RunningKernel.isAtLeast(6, 2), "storage of cgroups (CGRP_STORAGE) is there since Linux 6.2");
        try (BpfMap map = BpfMap.create(new MapSpec("local", type, 4, 24, 0, 0))) {
            assertThat(map.info().keyTypeId()).isNotZero();
            assertThat(map.info().flags() & MapSpec.NO_PREALLOC).isNotZero();
        }
    }

    @Test
    void stackTraceAndRingsHaveTheirShapes() {
        try (BpfMap stacks = BpfMap.create(new MapSpec("stacks", MapType.STACK_TRACE, 4, 8 * 127, 64, 0));
                BpfMap ring = BpfMap.create(new MapSpec("ring", MapType.RINGBUF, 0, 0, 1 << 16, 0));
                BpfMap user = BpfMap.create(new MapSpec("user", MapType.USER_RINGBUF, 0, 0, 1 << 16, 0));
                BpfMap perf = BpfMap.create(new MapSpec("perf", MapType.PERF_EVENT_ARRAY, 4, 4, 0, 0))) {
            assertThat(stacks.info().valueBytes()).isEqualTo(8 * 127);
            assertThat(ring.info().maxEntries()).isEqualTo(1 << 16);
            assertThat(user.info().type()).isEqualTo(MapType.USER_RINGBUF);
            assertThat(perf.info().maxEntries()).isEqualTo(Cpus.possible());
        }
    }

    @Test
    void mappedArraySharesItsValues() {
        MapSpec spec = new MapSpec("counters", MapType.ARRAY, 4, 12, 300, MapSpec.MMAPABLE);
        try (BpfMap map = BpfMap.create(spec);
                MappedMemory memory = map.mapValues(MappedMemory.READ_WRITE)) {
            assertThat(memory.segment().byteSize()).isEqualTo(8192);
            memory.segment().set(ValueLayout.JAVA_INT, 299L * map.strideBytes(), 77);
            assertThat(u32(map.lookup(u32(299)))).isEqualTo(77);
            byte[] value = new byte[12];
            value[0] = 5;
            map.update(u32(1), value);
            assertThat(memory.segment().get(ValueLayout.JAVA_INT, map.strideBytes()))
                    .isEqualTo(5);
        }
    }

    @Test
    void mappingRefusesAccessOnceClosed() {
        try (BpfMap map = BpfMap.create(new MapSpec("counters", MapType.ARRAY, 4, 8, 1, MapSpec.MMAPABLE))) {
            MappedMemory memory = map.mapValues(MappedMemory.READ);
            memory.close();
            memory.close();
            assertThatThrownBy(() -> memory.segment().get(ValueLayout.JAVA_INT, 0))
                    .isInstanceOf(IllegalStateException.class);
        }
    }

    @Test
    void initialValueIsThereBeforeTheMapIsFrozen() {
        MapSpec rodata = new MapSpec(
                "x.rodata", MapType.ARRAY, 4, 16, 1, MapSpec.RDONLY_PROG, 0, 0, null, new byte[] {1, 2, 3}, true);
        try (BpfMap map = BpfMap.create(rodata)) {
            assertThat(map.lookup(u32(0))).startsWith(1, 2, 3, 0).hasSize(16);
            assertThatThrownBy(() -> map.update(u32(0), new byte[16]))
                    .isInstanceOf(SyscallException.class)
                    .hasMessageContaining("EPERM")
                    .hasMessageContaining("frozen");
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"HASH", "LRU_HASH", "ARRAY", "PERCPU_HASH", "LPM_TRIE", "PERCPU_ARRAY"})
    void batchesVisitEveryElement(MapType type) {
        int n = 5000;
        int keyBytes = type == MapType.LPM_TRIE ? 8 : 4;
        try (BpfMap map = BpfMap.create(new MapSpec("many", type, keyBytes, 8, n * 2, 0))) {
            boolean array = type == MapType.ARRAY || type == MapType.PERCPU_ARRAY;
            List<byte[]> keys = new ArrayList<>();
            List<byte[]> values = new ArrayList<>();
            for (int i = 0; i < n; i++) {
                keys.add(
                        type == MapType.LPM_TRIE
                                ? ByteBuffer.allocate(8)
                                        .order(ByteOrder.nativeOrder())
                                        .putInt(32)
                                        .putInt(i)
                                        .array()
                                : u32(i));
                byte[] value = new byte[map.bufferBytes()];
                ByteBuffer.wrap(value).order(ByteOrder.nativeOrder()).putLong(i * 3L);
                values.add(value);
            }
            map.batch().update(keys, values);
            var seen = new TreeMap<Integer, Long>();
            long visited = map.batch()
                    .forEach((k, ko, v, vo) -> seen.put(
                            k.get(ValueLayout.JAVA_INT_UNALIGNED, ko + keyBytes - 4),
                            v.get(ValueLayout.JAVA_LONG_UNALIGNED, vo)));
            assertThat(visited).isEqualTo(array ? n * 2 : n);
            assertThat(seen.headMap(n))
                    .hasSize(n)
                    .allSatisfy((k, v) -> assertThat(v).isEqualTo(k * 3L));
            if (!array) {
                assertThat(map.batch().drain((k, ko, v, vo) -> {})).isEqualTo(n);
                assertThat(map.nextKey(null)).isNull();
                map.batch().update(keys, values);
                map.batch().delete(keys.subList(0, n - 1));
                map.batch().delete(List.of(keys.get(0), keys.get(n - 1)));
                assertThat(map.nextKey(null)).isNull();
            }
        }
    }

    @Test
    void infoRepeatsTheSpec() {
        try (BpfMap map = BpfMap.create(new MapSpec("a-very/long name that is cut", MapType.HASH, 4, 8, 10, 1))) {
            MapInfo info = map.info();
            assertThat(info.name()).isEqualTo("a_very_long_nam");
            assertThat(info)
                    .extracting(
                            MapInfo::type, MapInfo::keyBytes, MapInfo::valueBytes, MapInfo::maxEntries, MapInfo::flags)
                    .containsExactly(MapType.HASH, 4, 8, 10, 1);
            try (BpfMap same = BpfMap.fromId(info.id())) {
                map.update(u32(3), u64(4));
                assertThat(same.lookup(u32(3))).isEqualTo(u64(4));
            }
        }
    }

    @Test
    void refusedShapeIsNamedInTheMessage() {
        assertThatThrownBy(() -> BpfMap.create(new MapSpec("odd", MapType.ARRAY, 8, 8, 1, 0)))
                .isInstanceOf(SyscallException.class)
                .hasMessageStartingWith(
                        "bpf(BPF_MAP_CREATE) of map \"odd\" (ARRAY, 8-byte key, 8-byte value, 1 entries,"
                                + " flags 0x0): EINVAL");
    }

    @Test
    void wrongSizesAreRefusedBeforeTheKernelReadsBeyondThem() {
        try (BpfMap map = BpfMap.create(new MapSpec("m", MapType.HASH, 4, 8, 4, 0))) {
            assertThatThrownBy(() -> map.lookup(new byte[3])).hasMessageContaining("has 4 bytes, not 3");
            assertThatThrownBy(() -> map.update(new byte[4], new byte[4])).hasMessageContaining("has 8 bytes, not 4");
        }
    }
}
