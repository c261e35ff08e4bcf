package dev.skep.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/** What must be so before probes can be attached, told in the user's terms before anything is tried. */
final class Prerequisites {
    private static final Path BTF = Path.of("/sys/kernel/btf/vmlinux");

    private Prerequisites() {}

    /**
     * Passes if probes can probably be attached here.
     *
     * @throws UserError saying what is missing
     */
    static void check() {
        String system = System.getProperty("os.name", "");
        if (!system.toLowerCase(Locale.ROOT).equals("linux")) {
            throw new UserError("Skep traces Linux; this is " + system, "");
        }
        if (!Privileges.sufficient()) {
            throw new UserError("not permitted to load kernel programs", Privileges.HINT);
        }
        if (!Files.exists(BTF)) {
            throw new UserError(
                    "this kernel has no type information (" + BTF + " is missing)",
                    "Skep needs a kernel built with CONFIG_DEBUG_INFO_BTF=y, as those of all large distributions are\n"
                            + "skep doctor tells what else this kernel has");
        }
    }
}
