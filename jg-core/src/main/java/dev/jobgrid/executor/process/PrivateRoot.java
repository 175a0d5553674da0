package dev.jobgrid.executor.process;

import dev.jobgrid.spi.executor.HostMount;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * The root file system of a run: the host's, read-only, except {@code /workspace} and {@code /tmp}, which are the run's
 * own. Immutable.
 */
final class PrivateRoot {
    /** Created for each run, or useless to it. */
    private static final Set<String> NOT_SHARED = Set.of("proc", "tmp", "workspace", "lost+found");

    private final Path root;
    private final Path own;
    private final String readOnly;
    private final List<String> shared = new ArrayList<>();
    private final List<Path> hidden;

    /**
     * Creates the empty mount points of all runs. The host itself gets no {@code /workspace}.
     *
     * @param folder the executor's own
     * @param hidden folders hidden from runs, including the executor's
     * @param readOnly the mount option for "with all below"; the host may only know the one for "but not what is below"
     */
    PrivateRoot(Path folder, List<Path> hidden, String readOnly) throws IOException {
        this.root = folder.resolve("root");
        this.readOnly = readOnly;
        this.own = folder;
        this.hidden = hidden;
        for (String own : List.of("proc", "tmp", "workspace")) {
            Files.createDirectories(root.resolve(own));
        }
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(Path.of("/"))) {
            for (Path entry : entries) {
                share(entry);
            }
        }
    }

    Path path() {
        return root;
    }

    private void share(Path entry) throws IOException {
        String name = entry.getFileName().toString();
        if (NOT_SHARED.contains(name)) {
            return;
        }
        if (Files.isSymbolicLink(entry)) {
            try {
                Files.createSymbolicLink(root.resolve(name), Files.readSymbolicLink(entry));
            } catch (FileAlreadyExistsException e) {
                // Exists from an earlier start.
            }
        } else if (Files.isDirectory(entry, LinkOption.NOFOLLOW_LINKS)) {
            Files.createDirectories(root.resolve(name));
            // The parent of our own folder comes first: bound later, it would include all earlier mounts again.
            shared.add(own.startsWith("/" + name) ? 0 : shared.size(), name);
        }
    }

    /**
     * The mounts of one run, in the order of mounting.
     *
     * @param asked folders of the host that the run requests
     */
    String mounts(RunFolder run, List<HostMount> asked) {
        StringBuilder table = new StringBuilder();
        line(table, root.toString(), "", "none", "bind," + readOnly);
        for (String name : shared) {
            line(table, "/" + name, "/" + name, "none", "rbind," + readOnly);
        }
        line(table, "proc", "/proc", "proc", "nosuid,nodev,noexec");
        if (Files.isDirectory(Path.of("/dev/shm"))) {
            line(table, "tmpfs", "/dev/shm", "tmpfs", "nosuid,nodev,mode=1777");
        }
        line(table, run.temporary().toString(), "/tmp", "none", "bind");
        if (Files.isDirectory(Path.of("/var/tmp"), LinkOption.NOFOLLOW_LINKS)) {
            line(table, run.temporary().toString(), "/var/tmp", "none", "bind");
        }
        line(table, run.workspace().toString(), WorkspaceWords.WORKSPACE, "none", "bind");
        for (HostMount mount : asked) {
            line(table, mount.path(), WorkspaceWords.WORKSPACE + "/mounts/" + mount.name(), "none", options(mount));
        }
        for (Path folder : outermost()) {
            // Other runs' folders are below. Last, because the mounts above come from there.
            if (shared.contains(folder.getName(0).toString())) {
                line(table, "tmpfs", folder.toString(), "tmpfs", "ro,size=4k,mode=755");
            }
        }
        return table.toString();
    }

    private List<Path> outermost() {
        return hidden.stream()
                .filter(folder -> hidden.stream().noneMatch(other -> !other.equals(folder) && folder.startsWith(other)))
                .distinct()
                .toList();
    }

    /** With all mounts below it, unless the host could not prevent programs from writing there. */
    private String options(HostMount mount) {
        if (mount.isWritable()) {
            return "rbind";
        }
        return (readOnly.equals("ro") ? "bind," : "rbind,") + readOnly;
    }

    /** The mounts that the supervisor checks before it starts the program. */
    static String needed(List<HostMount> asked) {
        StringBuilder lines = new StringBuilder();
        for (HostMount mount : asked) {
            lines.append(mount.isWritable() ? "rw " : "ro ").append(mount.name());
            lines.append(' ').append(mount.path()).append('\n');
        }
        return lines.toString();
    }

    private void line(StringBuilder table, String source, String target, String type, String options) {
        table.append(escape(source)).append(' ').append(escape(root + target));
        table.append(' ').append(type).append(' ').append(options).append(" 0 0\n");
    }

    private static String escape(String path) {
        return path.replace("\\", "\\134")
                .replace(" ", "\\040")
                .replace("\t", "\\011")
                .replace("\n", "\\012");
    }
}
