package dev.jobgrid.executor.docker;

import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Locale;
import java.util.Objects;

/** What an Engine answers: a status and a body, which is read as it comes. Single-threaded but for {@link #close}. */
final class EngineAnswer implements Closeable {
    private static final int MAX_HEADERS = 100;

    private final int status;
    private final InputStream body;
    private final Closeable connection;

    private EngineAnswer(int status, InputStream body, Closeable connection) {
        this.status = status;
        this.body = body;
        this.connection = connection;
    }

    /** The same; closing it closes this. */
    EngineAnswer closing(Closeable connection) {
        return new EngineAnswer(status, body, connection);
    }

    /** Reads the head of an answer. */
    static EngineAnswer read(InputStream in) throws IOException {
        AnswerBytes bytes = new AnswerBytes(in);
        int status = status(bytes);
        // Interim answers: the final one follows.
        while (status / 100 == 1) {
            skipHeaders(bytes);
            status = status(bytes);
        }
        long length = AnswerBody.TO_THE_END;
        boolean isChunked = false;
        for (int i = 0; i <= MAX_HEADERS; i++) {
            String line = bytes.line();
            if (line.isEmpty()) {
                boolean isBare = status == 204 || status == 304;
                return new EngineAnswer(status, new AnswerBody(bytes, isBare ? 0 : length, isChunked), in);
            }
            String header = line.toLowerCase(Locale.ROOT);
            if (header.startsWith("content-length:")) {
                length = number(header, header.indexOf(':') + 1, 10);
            } else if (header.startsWith("transfer-encoding:")) {
                isChunked = header.endsWith("chunked");
            }
        }
        throw new IOException("the answer has more than " + MAX_HEADERS + " headers");
    }

    private static int status(AnswerBytes bytes) throws IOException {
        String line = bytes.line();
        if (!line.startsWith("HTTP/1.") || line.length() < 12) {
            throw new IOException("what answers does not speak HTTP");
        }
        return (int) number(line.substring(0, 12), 9, 10);
    }

    private static void skipHeaders(AnswerBytes bytes) throws IOException {
        for (int i = 0; i <= MAX_HEADERS && !bytes.line().isEmpty(); i++) {
            Objects.checkIndex(i, MAX_HEADERS);
        }
    }

    private static long number(String text, int from, int radix) throws IOException {
        try {
            return Long.parseLong(text.substring(from).strip(), radix);
        } catch (NumberFormatException e) {
            throw new IOException("the answer has '" + text + "' for a number", e);
        }
    }

    int status() {
        return status;
    }

    InputStream body() {
        return body;
    }

    @Override
    public void close() {
        try {
            connection.close();
        } catch (IOException e) {
            throw new UncheckedIOException("a connection to an Engine could not be closed", e);
        }
    }

    /** The body: so many bytes, chunks, or what comes to the end of the connection. */
    private static final class AnswerBody extends InputStream {
        static final long TO_THE_END = Long.MAX_VALUE;

        private final AnswerBytes bytes;
        private final boolean isChunked;
        // Of the body, or of the chunk.
        private long left;
        private boolean isEnded;

        private AnswerBody(AnswerBytes bytes, long length, boolean isChunked) {
            this.bytes = bytes;
            this.isChunked = isChunked;
            this.left = isChunked ? 0 : length;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
        }

        /** Fills up from chunks that are there already: a log comes with a chunk for each line. */
        @Override
        public int read(byte[] into, int offset, int length) throws IOException {
            int done = some(into, offset, length);
            while (isChunked && done > 0 && done < length && bytes.available() > 0) {
                int more = some(into, offset + done, length - done);
                if (more < 0) {
                    break;
                }
                done += more;
            }
            return done;
        }

        private int some(byte[] into, int offset, int length) throws IOException {
            if (length == 0) {
                return 0;
            }
            if (left == 0 && isChunked && !isEnded) {
                nextChunk();
            }
            if (left == 0 || isEnded) {
                return -1;
            }
            int read = bytes.read(into, offset, (int) Math.min(length, left));
            if (read < 0) {
                return cutOff();
            }
            left -= left == TO_THE_END ? 0 : read;
            if (left == 0 && isChunked) {
                bytes.line();
            }
            return read;
        }

        private int cutOff() throws IOException {
            if (left != TO_THE_END) {
                throw new EOFException("the Engine broke off its answer");
            }
            isEnded = true;
            return -1;
        }

        private void nextChunk() throws IOException {
            String size = bytes.line();
            int extension = size.indexOf(';');
            left = number(extension < 0 ? size : size.substring(0, extension), 0, 16);
            isEnded = left == 0;
        }

        @Override
        public int available() {
            return (int) Math.min(left, bytes.available());
        }
    }
}
