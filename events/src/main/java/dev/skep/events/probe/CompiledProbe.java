package dev.skep.events.probe;

import dev.skep.bpf.prog.ObjectSpec;
import dev.skep.bpf.prog.ObjectSpecFormat;
import dev.skep.compiler.CompiledObject;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;

/**
 * A probe class as the compiler left it: what is needed to load it, and nothing that a file could not hold.
 *
 * @param spec         programs and maps
 * @param lossCounters by ring: the map that counts what found no room
 * @param variables    by {@code "Class.field"}: where a static variable lies in {@link #VARIABLES}, in bytes
 */
record CompiledProbe(ObjectSpec spec, Map<String, String> lossCounters, Map<String, Integer> variables) {
    /** The map of static variables. */
    static final String VARIABLES = ".data";

    static CompiledProbe of(CompiledObject compiled) {
        Map<String, Integer> variables = new HashMap<>();
        compiled.variables()
                .forEach((field, offset) ->
                        variables.put(field.getDeclaringClass().getSimpleName() + "." + field.getName(), offset));
        return new CompiledProbe(compiled.spec(), compiled.lossCounters(), variables);
    }

    void write(DataOutputStream out) throws IOException {
        ObjectSpecFormat.write(spec, out);
        out.writeInt(lossCounters.size());
        for (Map.Entry<String, String> counter : lossCounters.entrySet()) {
            out.writeUTF(counter.getKey());
            out.writeUTF(counter.getValue());
        }
        out.writeInt(variables.size());
        for (Map.Entry<String, Integer> variable : variables.entrySet()) {
            out.writeUTF(variable.getKey());
            out.writeInt(variable.getValue());
        }
    }

    static CompiledProbe read(DataInputStream in) throws IOException {
        ObjectSpec spec = ObjectSpecFormat.read(in);
        Map<String, String> lossCounters = new HashMap<>();
        for (int i = in.readInt(); i > 0; i--) {
            lossCounters.put(in.readUTF(), in.readUTF());
        }
        Map<String, Integer> variables = new HashMap<>();
        for (int i = in.readInt(); i > 0; i--) {
            variables.put(in.readUTF(), in.readInt());
        }
        return new CompiledProbe(spec, lossCounters, variables);
    }
}
