package dev.jobgrid.server;

import dev.jobgrid.server.admin.PrivateFile;
import java.io.IOException;
import java.io.StringReader;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The place of a folder. A copy of the folder has another one; restarts, reboots, moves within a file system and new
 * containers do not change it. Immutable.
 *
 * @param folder its path, for people
 * @param host the machine's name, for people
 * @param inode the folder's number in its file system; empty where numbers do not last
 * @param hardware the machine's own id; empty where it is unknown, or does not last
 */
record StorePlace(String folder, String host, Optional<String> inode, Optional<String> hardware) {
    private static final String NAME = "place";

    /** Elsewhere a folder may have another number each time that its file system is mounted. */
    private static final Set<String> LASTING_NUMBERS = Set.of(
            "apfs",
            "bcachefs",
            "btrfs",
            "ceph",
            "ext2",
            "ext3",
            "ext4",
            "f2fs",
            "gpfs",
            "lustre",
            "nfs",
            "nfs4",
            "overlay",
            "tmpfs",
            "ufs",
            "xfs",
            "zfs");

    private static final Path HARDWARE = Path.of("/sys/class/dmi/id/product_uuid");

    /** Boards without an id have one of these. */
    private static final Pattern NO_ID = Pattern.compile("(0|-)*|(f|-)*");

    /** Where the folder lies now. The device that its file system is on is no part of it: that changes with each mount. */
    static StorePlace of(Path folder) throws IOException {
        Path real = folder.toRealPath();
        return new StorePlace(real.toString(), hostName(), inode(real), hardwareId());
    }

    /** Where the folder lay when that was last written into it; empty if it never was, or cannot be read. */
    static Optional<StorePlace> read(Path folder) throws IOException {
        Properties lines = new Properties();
        try {
            lines.load(new StringReader(Files.readString(folder.resolve(NAME), StandardCharsets.ISO_8859_1)));
        } catch (NoSuchFileException | IllegalArgumentException e) {
            return Optional.empty();
        }
        return Optional.of(new StorePlace(
                lines.getProperty("folder", ""),
                lines.getProperty("host", ""),
                Optional.ofNullable(lines.getProperty("inode")),
                Optional.ofNullable(lines.getProperty("hardware"))));
    }

    /** Writes it into the folder, for {@link #read}. */
    void write(Path folder) throws IOException {
        Properties lines = new Properties();
        lines.setProperty("folder", this.folder);
        lines.setProperty("host", host);
        inode.ifPresent(number -> lines.setProperty("inode", number));
        hardware.ifPresent(id -> lines.setProperty("hardware", id));
        StringWriter text = new StringWriter();
        lines.store(text, null);
        PrivateFile.write(folder.resolve(NAME), text.toString().getBytes(StandardCharsets.ISO_8859_1));
    }

    /** Whether this is certainly another folder, or on another machine. A value unknown for one of them proves nothing. */
    boolean isOtherThan(StorePlace before) {
        return differ(inode, before.inode) || differ(hardware, before.hardware);
    }

    private static boolean differ(Optional<String> now, Optional<String> before) {
        return now.isPresent() && before.isPresent() && !now.equals(before);
    }

    private static Optional<String> inode(Path folder) {
        try {
            return LASTING_NUMBERS.contains(Files.getFileStore(folder).type())
                    ? Optional.of(Files.getAttribute(folder, "unix:ino").toString())
                    : Optional.empty();
        } catch (IOException | UnsupportedOperationException | IllegalArgumentException e) {
            return Optional.empty(); // this system has no such numbers, or does not say of what kind the file system is
        }
    }

    /** Containers are made anew on other machines, with their volumes, and some are each in a machine of their own. */
    private static Optional<String> hardwareId() {
        boolean isContainer = Stream.of("/.dockerenv", "/run/.containerenv", "/run/systemd/container")
                        .map(Path::of)
                        .anyMatch(Files::exists)
                || System.getenv("KUBERNETES_SERVICE_HOST") != null;
        if (isContainer) {
            return Optional.empty();
        }
        try {
            return Optional.of(Files.readString(HARDWARE, StandardCharsets.ISO_8859_1)
                            .strip()
                            .toLowerCase(Locale.ROOT))
                    .filter(Predicate.not(id -> NO_ID.matcher(id).matches()));
        } catch (IOException e) {
            return Optional.empty(); // there is none, or only root may know it
        }
    }

    private static String hostName() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            return "localhost";
        }
    }
}
