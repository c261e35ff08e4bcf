package dev.skep.bpf.btf;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

/** A string section that holds each string once; the empty one at offset 0. */
final class BtfStrings {
    private final Map<String, Integer> offsets = new HashMap<>();
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    BtfStrings() {
        offset("");
    }

    int offset(String text) {
        Integer known = offsets.get(text);
        if (known != null) {
            return known;
        }
        if (text.indexOf('\0') >= 0) {
            throw new IllegalArgumentException("a zero byte inside \"" + text + "\"");
        }
        int offset = bytes.size();
        bytes.writeBytes(text.getBytes(StandardCharsets.UTF_8));
        bytes.write(0);
        offsets.put(text, offset);
        return offset;
    }

    byte[] toByteArray() {
        return bytes.toByteArray();
    }
}
