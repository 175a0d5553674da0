package dev.jobgrid.executor.process;

import dev.jobgrid.job.Command;
import dev.jobgrid.spi.executor.RunRequest;
import java.io.IOException;
import java.io.Reader;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Properties;

/**
 * The recorded request of a run, written before its preparation: for processes that find it later, and for people.
 * Without arguments and variables, which may be secrets.
 *
 * @param image image reference, recorded only
 * @param program the executable; empty if the run has none
 * @param words SHA-256 of executable and arguments
 * @param boot the boot of the host: pids are meaningless after the next
 * @param devices ids of the allocated devices
 */
record RequestFile(String image, String program, String words, String boot, List<String> devices) {
    private static final Path BOOT = Path.of("/proc/sys/kernel/random/boot_id");

    static RequestFile of(RunRequest request) throws IOException {
        return new RequestFile(
                request.image(),
                request.command().map(Command::executable).orElse(""),
                hash(request.command().map(Command::words).orElse(List.of())),
                currentBoot(),
                request.placement().gpuIds());
    }

    /** Whether this is the host that the run was started on, without a reboot since. */
    boolean isOfThisBoot() throws IOException {
        return boot.equals(currentBoot());
    }

    /** Empty where the host does not report it. */
    static String currentBoot() throws IOException {
        try {
            return Files.readString(BOOT).trim();
        } catch (NoSuchFileException | AccessDeniedException e) {
            return "";
        }
    }

    private static String hash(List<String> words) {
        try {
            byte[] text = String.join("\0", words).getBytes(StandardCharsets.UTF_8);
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(text));
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every JDK has SHA-256", e);
        }
    }

    void write(RunFolder folder) throws IOException {
        Properties lines = new Properties();
        lines.setProperty("image", image);
        lines.setProperty("program", program);
        lines.setProperty("words.sha256", words);
        lines.setProperty("boot", boot);
        lines.setProperty("devices", String.join("\n", devices));
        StringWriter text = new StringWriter();
        lines.store(text, null);
        Path next = folder.path().resolve("request.new");
        Files.writeString(next, text.toString());
        Files.move(next, folder.request(), StandardCopyOption.ATOMIC_MOVE);
    }

    /** Reads the record; all parts empty if there is none. */
    static RequestFile read(RunFolder folder) throws IOException {
        try {
            return readPresent(folder);
        } catch (NoSuchFileException e) {
            return new RequestFile("", "", "", "", List.of());
        }
    }

    /**
     * Reads the record.
     *
     * @throws NoSuchFileException if there is none, or the folder is missing
     */
    static RequestFile readPresent(RunFolder folder) throws IOException {
        Properties lines = new Properties();
        try (Reader text = Files.newBufferedReader(folder.request())) {
            lines.load(text);
        } catch (IllegalArgumentException e) {
            throw new IOException(folder.request() + " is not what was written there", e);
        }
        return new RequestFile(
                lines.getProperty("image", ""),
                lines.getProperty("program", ""),
                lines.getProperty("words.sha256", ""),
                lines.getProperty("boot", ""),
                lines.getProperty("devices", "").lines().toList());
    }
}
