package dev.skep.agent.client;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.ProtocolException;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Locale;

/**
 * The answer to one GET request on a unix socket: as much of HTTP/1.1 (RFC 9112) as a client of one known server needs, for
 * an HTTP client library would take longer to load than the command that uses it may run.
 */
final class HttpResponse implements AutoCloseable {
    private static final int MAX_LINE = 8192;

    private final SocketChannel channel;
    private final int status;
    private final InputStream body;

    private HttpResponse(SocketChannel channel, int status, InputStream body) {
        this.channel = channel;
        this.status = status;
        this.body = body;
    }

    static HttpResponse get(Path socket, String path) throws IOException {
        SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(socket));
        try {
            OutputStream out = Channels.newOutputStream(channel);
            out.write(("GET " + path + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
                    .getBytes(StandardCharsets.UTF_8));
            InputStream in = new BufferedInputStream(Channels.newInputStream(channel), 64 * 1024);
            return read(channel, in);
        } catch (IOException e) {
            channel.close();
            throw e;
        }
    }

    int status() {
        return status;
    }

    InputStream body() {
        return body;
    }

    /** Also ends a read that waits in another thread. */
    @Override
    public void close() throws IOException {
        channel.close();
    }

    private static HttpResponse read(SocketChannel channel, InputStream in) throws IOException {
        String[] statusLine = line(in).split(" ", 3);
        if (statusLine.length < 2 || !statusLine[0].startsWith("HTTP/1.")) {
            throw new ProtocolException("not an HTTP server");
        }
        boolean chunked = false;
        long length = -1;
        for (String header = line(in); !header.isEmpty(); header = line(in)) {
            String lower = header.toLowerCase(Locale.ROOT);
            if (lower.startsWith("transfer-encoding:")) {
                chunked = lower.endsWith("chunked");
            } else if (lower.startsWith("content-length:")) {
                length = number(lower.substring("content-length:".length()).strip(), 10);
            }
        }
        int status = (int) number(statusLine[1], 10);
        InputStream body = chunked ? new Chunked(in) : new Limited(in, length < 0 ? Long.MAX_VALUE : length);
        return new HttpResponse(channel, status, body);
    }

    private static String line(InputStream in) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int c = in.read(); c != '\n'; c = in.read()) {
            if (c < 0) {
                throw new EOFException("connection closed");
            }
            if (line.length() == MAX_LINE) {
                throw new ProtocolException("line too long");
            }
            line.append((char) c);
        }
        int end = line.length();
        return end > 0 && line.charAt(end - 1) == '\r' ? line.substring(0, end - 1) : line.toString();
    }

    private static long number(String digits, int radix) throws ProtocolException {
        try {
            return Long.parseLong(digits, radix);
        } catch (NumberFormatException e) {
            throw new ProtocolException("not a number: " + digits);
        }
    }

    /** The next {@code remaining} bytes of a stream. */
    private static final class Limited extends InputStream {
        private final InputStream in;
        private long remaining;

        Limited(InputStream in, long length) {
            this.in = in;
            this.remaining = length;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] target, int offset, int length) throws IOException {
            if (remaining == 0) {
                return -1;
            }
            int count = in.read(target, offset, (int) Math.min(length, remaining));
            remaining -= Math.max(0, count);
            return count;
        }
    }

    /** A body in chunks (RFC 9112 §7.1); trailers are read and dropped. */
    private static final class Chunked extends InputStream {
        private final InputStream in;
        private long inChunk;
        private boolean first = true;
        private boolean ended;

        Chunked(InputStream in) {
            this.in = in;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] target, int offset, int length) throws IOException {
            if (inChunk == 0 && !ended) {
                nextChunk();
            }
            if (ended) {
                return -1;
            }
            int count = in.read(target, offset, (int) Math.min(length, inChunk));
            if (count < 0) {
                throw new EOFException("connection closed inside a chunk");
            }
            inChunk -= count;
            return count;
        }

        @Override
        public int available() throws IOException {
            return (int) Math.min(inChunk, in.available());
        }

        private void nextChunk() throws IOException {
            if (!first) {
                line(in);
            }
            first = false;
            String size = line(in);
            int extension = size.indexOf(';');
            inChunk = number((extension < 0 ? size : size.substring(0, extension)).strip(), 16);
            if (inChunk == 0) {
                ended = true;
                while (!line(in).isEmpty()) {
                    // a trailer
                }
            }
        }
    }
}
