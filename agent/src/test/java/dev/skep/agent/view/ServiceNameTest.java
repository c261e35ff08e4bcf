package dev.skep.agent.view;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skep.agent.Samples;
import dev.skep.events.model.ProcessInfo;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("unit")
class ServiceNameTest {
    @Test
    void isTheExecutablesName() {
        assertThat(of("/usr/sbin/nginx", "nginx: worker process")).isEqualTo("nginx");
        assertThat(of("/usr/bin/curl", "curl", "-m", "5", "http://x")).isEqualTo("curl");
    }

    @Test
    void isTheProgramThatAVirtualMachineRuns() {
        assertThat(of("/usr/lib/jvm/25/bin/java", "java", "-Xmx1g", "-cp", "a.jar:b.jar", "com.acme.Shop", "x"))
                .isEqualTo("Shop");
        assertThat(of("/usr/bin/java", "java", "-jar", "/opt/shop.jar")).isEqualTo("shop.jar");
        assertThat(of("/usr/bin/java", "java", "--module-path", "m", "-m", "acme.shop/com.acme.Main"))
                .isEqualTo("Main");
        assertThat(of("/usr/bin/java", "java", "Shop.java")).isEqualTo("Shop.java");
        assertThat(of("/usr/bin/java", "java", "-version")).isEqualTo("java");
    }

    @Test
    void isTheScriptThatAnInterpreterRuns() {
        assertThat(of("/usr/bin/python3.11", "python3", "-u", "/srv/app.py", "-m"))
                .isEqualTo("app.py");
        assertThat(of("/usr/bin/python3.11", "python3", "-m", "http.server", "80"))
                .isEqualTo("http.server");
        assertThat(of("/usr/bin/node", "node", "--require", "./otel.js", "server.js"))
                .isEqualTo("server.js");
        assertThat(of("/usr/bin/perl", "perl", "-e", "sleep 1")).isEqualTo("perl");
        assertThat(of("/bin/bash", "-bash")).isEqualTo("bash");
    }

    @Test
    void fallsBackToTheTaskName() {
        assertThat(ServiceName.of(ProcessInfo.unknown(7, "kworker/0:1"))).isEqualTo("kworker/0:1");
        assertThat(ServiceName.of(ProcessInfo.unknown(7, ""))).isEqualTo("unknown");
    }

    @Test
    void isRememberedPerProcessAndNotPerPid() {
        ServiceNames names = new ServiceNames();
        assertThat(names.of(Samples.process(7, "/usr/bin/curl"))).isEqualTo("curl");
        assertThat(names.of(Samples.process(7, "/usr/bin/wget"))).isEqualTo("wget");
        assertThat(names.of(Samples.process(7 + 512, "/usr/bin/git"))).isEqualTo("git");
        assertThat(names.of(Samples.process(7, "/usr/bin/curl"))).isEqualTo("curl");
    }

    private static String of(String executable, String... arguments) {
        return ServiceName.of(Samples.process(7, executable, arguments));
    }
}
