package dev.skep.events.identity;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skep.events.model.ContainerId;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("unit")
class ContainerPathTest {
    private static final String ID = "0123456789abcdef".repeat(4);
    private static final String OTHER = "f0e1d2c3b4a59687".repeat(4);

    @ParameterizedTest
    @CsvSource({
        "/system.slice/docker-ID.scope, docker",
        "/user.slice/user-1000.slice/user@1000.service/user.slice/docker-ID.scope, docker",
        "/docker/ID, docker",
        "/docker/ID/init.scope, docker",
        "/kubepods.slice/kubepods-burstable.slice/kubepods-burstable-pod9e1a.slice/cri-containerd-ID.scope, containerd",
        "/kubepods-besteffort-pod9e1a.slice:cri-containerd:ID, containerd",
        "/system.slice/nerdctl-ID.scope, containerd",
        "/k8s.io/ID, containerd",
        "/kubepods.slice/kubepods-pod9e1a.slice/crio-ID.scope, cri-o",
        "/kubepods.slice/kubepods-pod9e1a.slice/crio-ID.scope/container, cri-o",
        "/kubepods/burstable/pod9e1a/crio-ID, cri-o",
        "/machine.slice/libpod-ID.scope, podman",
        "/machine.slice/libpod-ID.scope/container, podman",
        "/libpod_parent/libpod-ID, podman",
        "/kubepods/burstable/pod9e1a7b3c-0000-4000-8000-000000000000/ID, ''",
        "/ecs/0a1b2c/ID, ''",
    })
    void findsTheContainer(String path, String runtime) {
        assertThat(ContainerPath.parse(path.replace("ID", ID))).isEqualTo(new ContainerId(runtime, ID));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "/",
                "/system.slice/ssh.service",
                "/init.scope",
                "/system.slice/crio-conmon-ID.scope",
                "/machine.slice/libpod-conmon-ID.scope",
                "/docker/0123",
                "/system.slice/docker-XD.scope",
                "/system.slice/docker.service",
                ".scope",
                "/process_api/dec2dc1172a48467ef702d6b60a0a4b7",
            })
    void findsNoneElsewhere(String path) {
        assertThat(ContainerPath.parse(path.replace("ID", ID))).isNull();
    }

    @Test
    void theInnermostContainerCounts() {
        String path = "/docker/" + OTHER + "/kubelet/kubepods/besteffort/podx/" + ID;

        assertThat(ContainerPath.parse(path)).isEqualTo(new ContainerId("", ID));
    }
}
