package dev.jobgrid.server.cli;

import java.io.BufferedOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The standard output of this process. Writers hide failures of the stream below; this reports the first one on the
 * standard error and remembers it. A closed pipe is no failure: its reader needs no more. Thread-safe.
 */
final class StandardOutput extends OutputStream {
    private static final int FILE_TYPE = 0170000;
    private static final int PIPE = 0010000;
    private static final int SOCKET = 0140000;

    private final OutputStream out = new FileOutputStream(FileDescriptor.out);
    private volatile boolean isLost;

    private StandardOutput() {}

    /** Makes it that of the JVM. */
    static StandardOutput install() {
        StandardOutput standard = new StandardOutput();
        System.setOut(new PrintStream(new BufferedOutputStream(standard), true, StandardCharsets.UTF_8));
        return standard;
    }

    /** Whether output was lost. */
    boolean isLost() {
        return isLost;
    }

    @Override
    public void write(int one) throws IOException {
        write(new byte[] {(byte) one}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        try {
            out.write(bytes, offset, length);
        } catch (IOException e) {
            if (!isLost && !isPipe()) {
                isLost = true;
                System.err.println("jg: the output could not be written: " + e.getMessage());
            }
            throw e;
        }
    }

    private static boolean isPipe() {
        try {
            int type = FILE_TYPE & (int) Files.getAttribute(Path.of("/dev/stdout"), "unix:mode");
            return type == PIPE || type == SOCKET;
        } catch (IOException | RuntimeException e) {
            return false; // No such system: rather a sentence too many.
        }
    }
}
