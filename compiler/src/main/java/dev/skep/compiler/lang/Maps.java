package dev.skep.compiler.lang;

/**
 * Declares maps: {@code static final Hash<Integer, Bucket> SRC = Maps.hash(65_536);}. A map is a static final field of the
 * class that uses it; key and value types come from the field's declaration, its name from the field. Off the kernel the
 * object is a real map in memory; {@code Loaded} gives the kernel's.
 */
public final class Maps {
    private Maps() {}

    public static <V> Array<V> array(int entries) {
        return MemoryMaps.array(entries);
    }

    public static <V> PerCpuArray<V> perCpuArray(int entries) {
        return MemoryMaps.perCpuArray(entries);
    }

    public static <K, V> Hash<K, V> hash(int entries) {
        return MemoryMaps.hash(entries);
    }

    public static <K, V> LruHash<K, V> lruHash(int entries) {
        return MemoryMaps.lruHash(entries);
    }

    public static <K, V> PerCpuHash<K, V> perCpuHash(int entries) {
        return MemoryMaps.perCpuHash(entries);
    }

    public static <K, V> LruPerCpuHash<K, V> lruPerCpuHash(int entries) {
        return MemoryMaps.lruPerCpuHash(entries);
    }

    public static <K, V> LpmTrie<K, V> lpmTrie(int entries) {
        return MemoryMaps.lpmTrie(entries);
    }

    /** A ring buffer; {@code bytes} is rounded up to a power of two of whole pages. */
    public static <T> RingBuf<T> ringBuf(int bytes) {
        return MemoryMaps.ringBuf(bytes);
    }

    public static <T> PerfEventArray<T> perfEventArray() {
        return MemoryMaps.perfEventArray();
    }

    public static StackTraces stackTraces(int entries, int depth) {
        return MemoryMaps.stackTraces(entries, depth);
    }

    public static ProgArray progArray(int entries) {
        return MemoryMaps.progArray(entries);
    }

    public static <V> TaskStorage<V> taskStorage() {
        return MemoryMaps.taskStorage();
    }

    public static <V> SkStorage<V> skStorage() {
        return MemoryMaps.skStorage();
    }

    public static <V> InodeStorage<V> inodeStorage() {
        return MemoryMaps.inodeStorage();
    }

    public static <V> CgroupStorage<V> cgroupStorage() {
        return MemoryMaps.cgroupStorage();
    }

    public static <V> Queue<V> queue(int entries) {
        return MemoryMaps.queue(entries);
    }

    public static <V> Stack<V> stack(int entries) {
        return MemoryMaps.stack(entries);
    }

    public static <V> BloomFilter<V> bloomFilter(int entries, int hashes) {
        return MemoryMaps.bloomFilter(entries, hashes);
    }

    public static DevMap devMap(int entries) {
        return MemoryMaps.devMap(entries);
    }

    public static DevMapHash devMapHash(int entries) {
        return MemoryMaps.devMapHash(entries);
    }

    public static CpuMap cpuMap(int entries) {
        return MemoryMaps.cpuMap(entries);
    }

    public static XskMap xskMap(int entries) {
        return MemoryMaps.xskMap(entries);
    }

    public static SockMap sockMap(int entries) {
        return MemoryMaps.sockMap(entries);
    }

    public static <K> SockHash<K> sockHash(int entries) {
        return MemoryMaps.sockHash(entries);
    }

    /** An array of maps; {@code template} says what the inner maps are like. */
    public static <M extends BpfMapType> ArrayOfMaps<M> arrayOfMaps(int entries, M template) {
        return MemoryMaps.arrayOfMaps(entries, template);
    }

    /** A hash of maps; {@code template} says what the inner maps are like. */
    public static <K, M extends BpfMapType> HashOfMaps<K, M> hashOfMaps(int entries, M template) {
        return MemoryMaps.hashOfMaps(entries, template);
    }
}
