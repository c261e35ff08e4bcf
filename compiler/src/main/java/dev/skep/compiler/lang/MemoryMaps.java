package dev.skep.compiler.lang;

/** Makes the maps that {@link Maps} declares. */
final class MemoryMaps {
    private MemoryMaps() {}

    static <V> Array<V> array(int entries) {
        return new MemoryArray.Plain<>(entries);
    }

    static <V> PerCpuArray<V> perCpuArray(int entries) {
        return new MemoryArray.PerCpu<>(entries);
    }

    static <K, V> Hash<K, V> hash(int entries) {
        return new MemoryHash.Plain<>(entries);
    }

    static <K, V> LruHash<K, V> lruHash(int entries) {
        return new MemoryHash.Lru<>(entries);
    }

    static <K, V> PerCpuHash<K, V> perCpuHash(int entries) {
        return new MemoryHash.PerCpu<>(entries);
    }

    static <K, V> LruPerCpuHash<K, V> lruPerCpuHash(int entries) {
        return new MemoryHash.LruPerCpu<>(entries);
    }

    static <K, V> LpmTrie<K, V> lpmTrie(int entries) {
        return new MemoryHash.Lpm<>(entries);
    }

    static <T> RingBuf<T> ringBuf(int bytes) {
        return new MemoryRing.Buffer<>(bytes);
    }

    static <T> PerfEventArray<T> perfEventArray() {
        return new MemoryRing.Perf<>();
    }

    static StackTraces stackTraces(int entries, int depth) {
        return new MemoryReferences.Stacks(entries, depth);
    }

    static ProgArray progArray(int entries) {
        return new MemoryReferences.Programs(entries);
    }

    static <V> TaskStorage<V> taskStorage() {
        return new MemoryStorage.Task<>();
    }

    static <V> SkStorage<V> skStorage() {
        return new MemoryStorage.Sk<>();
    }

    static <V> InodeStorage<V> inodeStorage() {
        return new MemoryStorage.Inode<>();
    }

    static <V> CgroupStorage<V> cgroupStorage() {
        return new MemoryStorage.Cgroup<>();
    }

    static <V> Queue<V> queue(int entries) {
        return new MemorySequence.Fifo<>(entries);
    }

    static <V> Stack<V> stack(int entries) {
        return new MemorySequence.Lifo<>(entries);
    }

    static <V> BloomFilter<V> bloomFilter(int entries, int hashes) {
        return new MemorySequence.Bloom<>(entries, hashes);
    }

    static DevMap devMap(int entries) {
        return new MemoryReferences.Devices(entries);
    }

    static DevMapHash devMapHash(int entries) {
        return new MemoryReferences.DevicesByKey(entries);
    }

    static CpuMap cpuMap(int entries) {
        return new MemoryReferences.Cpus(entries);
    }

    static XskMap xskMap(int entries) {
        return new MemoryReferences.Xsks(entries);
    }

    static SockMap sockMap(int entries) {
        return new MemoryReferences.Socks(entries);
    }

    static <K> SockHash<K> sockHash(int entries) {
        return new MemoryReferences.SocksByKey<>(entries);
    }

    static <M extends BpfMapType> ArrayOfMaps<M> arrayOfMaps(int entries, M template) {
        return new MemoryReferences.MapsByIndex<>(entries, inMemory(template));
    }

    static <K, M extends BpfMapType> HashOfMaps<K, M> hashOfMaps(int entries, M template) {
        return new MemoryReferences.MapsByKey<>(entries, inMemory(template));
    }

    private static MemoryMap inMemory(BpfMapType template) {
        if (template instanceof MemoryMap map) {
            return map;
        }
        throw new IllegalArgumentException(template.getClass().getName() + " was not made by " + Maps.class.getName());
    }
}
