package dev.skep.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Lab
@Tag("kernel")
class ServersTest {
    @Test
    void nginxServesItsFiles(Nginx nginx) throws Exception {
        Files.writeString(nginx.files().resolve("hello"), "from nginx");

        assertThat(talk(nginx.address(), "GET /hello HTTP/1.0\r\n\r\n"))
                .startsWith("HTTP/1.1 200 OK")
                .endsWith("from nginx");
        assertThat(nginx.process().descendants()).as("its worker").hasSize(1);
    }

    @Test
    void redisAnswers(Redis redis) throws Exception {
        assertThat(talk(redis.address(), "SET bee 1\r\nGET bee\r\nQUIT\r\n")).isEqualTo("+OK\r\n$1\r\n1\r\n+OK\r\n");
    }

    @Test
    void postgresqlLetsItsSuperuserIn(PostgreSql postgres) throws Exception {
        byte[] parameters = "user\0postgres\0\0".getBytes(StandardCharsets.US_ASCII);
        try (Socket socket =
                new Socket(postgres.address().getAddress(), postgres.address().getPort())) {
            DataOutputStream out = new DataOutputStream(socket.getOutputStream());
            out.writeInt(8 + parameters.length);
            out.writeInt(3 << 16); // protocol 3.0
            out.write(parameters);
            DataInputStream in = new DataInputStream(socket.getInputStream());
            assertThat(in.readUnsignedByte()).as("authentication").isEqualTo('R');
            assertThat(in.readInt()).isEqualTo(8);
            assertThat(in.readInt()).as("AuthenticationOk").isZero();
        }
    }

    @Test
    void serversStartInANamespace(VethPair pair) throws Exception {
        try (Redis redis = pair.right().call(Redis::start)) {
            String answer = pair.right().call(() -> talk(redis.address(), "QUIT\r\n"));
            assertThat(answer).isEqualTo("+OK\r\n");
        }
    }

    private static String talk(InetSocketAddress address, String request) throws IOException {
        try (Socket socket = new Socket(address.getAddress(), address.getPort())) {
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
        }
    }
}
