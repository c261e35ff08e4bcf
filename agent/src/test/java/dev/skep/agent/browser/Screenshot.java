package dev.skep.agent.browser;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;

/** Takes the README's picture: of the page of an agent that runs, after it has been open for a while. */
final class Screenshot {
    private Screenshot() {}

    /** Arguments: address of the page, file to write, seconds to wait, {@code dark} or {@code light}. */
    public static void main(String[] arguments) throws Exception {
        Path profile = Files.createTempDirectory("skep-screenshot");
        try (Chromium browser = Chromium.start(profile)) {
            browser.open(URI.create(arguments[0]), 1440, 1110, arguments[3].equals("dark"));
            Thread.sleep(Long.parseLong(arguments[2]) * 1000);
            browser.screenshot(Path.of(arguments[1]).toAbsolutePath());
        }
    }
}
