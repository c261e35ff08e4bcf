package dev.skep.compiler.front;

import dev.skep.compiler.lang.MapDeclaration;
import java.util.LinkedHashMap;
import java.util.Map;

/** The maps that the programs of one object use, by name. */
public final class MapTable {
    /** Per-CPU memory for objects too large for the stack. */
    public static final String SCRATCH = ".scratch";

    /** Zeros for new values. */
    public static final String ZEROS = ".zeros";

    private final Map<String, MapUse> byName = new LinkedHashMap<>();
    private final Map<String, String> lossCounters = new LinkedHashMap<>();
    private int scratchBytes;
    private int zeroBytes;

    /** The use of a declared map; a name that another class has taken already gets the class's name before it. */
    MapUse use(MapDeclaration declaration) {
        MapUse known = byName.get(declaration.name());
        if (known == null) {
            return add(declaration.name(), declaration);
        }
        if (known.declaration().owner() == declaration.owner()) {
            return known;
        }
        String qualified = declaration.owner().getSimpleName() + "." + declaration.name();
        MapUse other = byName.get(qualified);
        return other != null ? other : add(qualified, declaration);
    }

    private MapUse add(String name, MapDeclaration declaration) {
        MapUse use = new MapUse(name, declaration);
        byName.put(name, use);
        return use;
    }

    /** The map that counts what was lost for lack of room in a ring. */
    String lossCounter(MapUse ring) {
        return lossCounters.computeIfAbsent(ring.name(), name -> name + ".lost");
    }

    void needScratch(int bytes) {
        scratchBytes = Math.max(scratchBytes, bytes);
    }

    void needZeros(int bytes) {
        zeroBytes = Math.max(zeroBytes, (bytes + 7) / 8 * 8);
    }

    /** Bytes of {@link #ZEROS}, 0 for none. */
    public int zeroBytes() {
        return zeroBytes;
    }

    /** Declared maps in order of first use. */
    public Map<String, MapUse> uses() {
        return byName;
    }

    /** Ring name to the name of the map that counts its losses. */
    public Map<String, String> lossCounters() {
        return lossCounters;
    }

    /** Bytes of per-CPU scratch memory, 0 for none. */
    public int scratchBytes() {
        return scratchBytes;
    }
}
