package dev.skep.bench.codegen;

import dev.skep.bpf.map.BpfMap;
import dev.skep.compiler.lang.BpfMapType;
import dev.skep.compiler.lang.KeyedMap;
import dev.skep.compiler.lang.MapContents;
import dev.skep.compiler.lang.MapDeclaration;
import dev.skep.compiler.lang.PerCpuArray;
import dev.skep.compiler.layout.Layout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;

/** What a map holds, as bytes, so that a kernel's and the JVM's can be compared; values of all CPUs are added up. */
final class MapImage {
    private MapImage() {}

    static Map<String, String> of(BpfMap map) {
        Map<String, String> image = new TreeMap<>();
        for (byte[] key = map.nextKey(null); key != null; key = map.nextKey(key)) {
            byte[] value = map.lookup(key);
            if (map.type().perCpu()) {
                value = sum(value, map.strideBytes());
            }
            put(image, map.name(), key, value);
        }
        return image;
    }

    static Map<String, String> of(BpfMapType map) {
        MapDeclaration declaration = MapDeclaration.of(map);
        Map<String, String> image = new TreeMap<>();
        switch (map) {
            case KeyedMap<?, ?> keyed ->
                MapContents.entries(keyed)
                        .forEach((key, value) -> put(image, declaration.name(), encode(key), encode(value)));
            case PerCpuArray<?> array -> {
                for (int i = 0; i < declaration.maxEntries(); i++) {
                    put(image, declaration.name(), encode(i), encode(MapContents.get(array, i, 0)));
                }
            }
            case dev.skep.compiler.lang.Array<?> array -> {
                for (int i = 0; i < declaration.maxEntries(); i++) {
                    put(image, declaration.name(), encode(i), encode(array.get(i)));
                }
            }
            default -> throw new IllegalArgumentException("no image of " + declaration);
        }
        return image;
    }

    private static byte[] encode(Object object) {
        return Layout.of(object.getClass()).encode(object);
    }

    private static void put(Map<String, String> image, String map, byte[] key, byte[] value) {
        if (map.equals("BUCKETS")) {
            Arrays.fill(value, 0, 8, (byte) 0); // the time that its window began differs
        }
        image.put(HexFormat.of().formatHex(key), HexFormat.of().formatHex(value));
    }

    private static byte[] sum(byte[] values, int stride) {
        ByteBuffer all = ByteBuffer.wrap(values).order(ByteOrder.LITTLE_ENDIAN);
        ByteBuffer sum = ByteBuffer.allocate(stride).order(ByteOrder.LITTLE_ENDIAN);
        for (int at = 0; at < values.length; at += 8) {
            int to = at % stride;
            sum.putLong(to, sum.getLong(to) + all.getLong(at));
        }
        return sum.array();
    }
}
