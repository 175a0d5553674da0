package dev.jobgrid.spi.executor;

import dev.jobgrid.id.WorkspaceId;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A folder of an executor's hosts that jobs may request by name, never by path: data on a file server, for example.
 * Programs find it at {@code /workspace/mounts/NAME}. The operator of a grid lists them; without any, jobs see none.
 *
 * @param name 1 to 63 lower-case letters, digits, '_' and '-', the first a letter or digit
 * @param path where the folder is on the hosts: absolute, without "..", and not the whole host
 * @param isWritable whether programs may write there. All workspaces with access then share what they write
 * @param workspaces workspaces with access; all if empty
 */
public record HostMount(String name, String path, boolean isWritable, List<WorkspaceId> workspaces) {
    /** The most mounts that a job may request. */
    public static final int MAX_MOUNTS = 16;

    private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9_-]{0,62}");
    private static final Pattern FORM = Pattern.compile("([^=]*)=(.*?):(ro|rw)(?::(.*))?");

    /** Checks name and path, and copies the list. */
    public HostMount {
        if (!isName(name)) {
            throw new IllegalArgumentException("a mount cannot be named '" + name
                    + "'; write 1 to 63 lower-case letters, digits, '_' and '-', the first a letter or digit");
        }
        if (!path.startsWith("/")
                || path.chars().anyMatch(Character::isISOControl)
                || !path.strip().equals(path)
                || Stream.of(path.split("/")).anyMatch(".."::equals)) {
            throw new IllegalArgumentException("the mount '" + name + "' has the path '" + path
                    + "'; write an absolute one without \"..\", control characters, and blanks at its ends");
        }
        path = Path.of(path).normalize().toString();
        if (path.equals("/")) {
            throw new IllegalArgumentException("the mount '" + name + "' has the path '/'; name a folder below it");
        }
        workspaces = List.copyOf(workspaces);
    }

    /** A folder that jobs of all workspaces may read. */
    public static HostMount readOnly(String name, String path) {
        return new HostMount(name, path, false, List.of());
    }

    /** A folder that jobs of these workspaces may read and write; those of all workspaces if none is named. */
    public static HostMount writable(String name, String path, WorkspaceId... workspaces) {
        return new HostMount(name, path, true, List.of(workspaces));
    }

    /**
     * Reads {@code NAME=PATH:ro} or {@code NAME=PATH:rw}, and the workspaces with access after another colon:
     * {@code scratch=/mnt/scratch:rw:team-a,team-b}.
     *
     * @throws IllegalArgumentException if the text has another form, or name, path or a workspace is invalid
     */
    public static HostMount parse(String text) {
        Matcher form = FORM.matcher(text);
        if (!form.matches()) {
            throw new IllegalArgumentException("'" + text
                    + "' is no mount: write NAME=PATH:ro or NAME=PATH:rw, like datasets=/mnt/datasets:ro; for some"
                    + " workspaces only, scratch=/mnt/scratch:rw:team-a,team-b");
        }
        List<WorkspaceId> workspaces = new ArrayList<>();
        if (form.group(4) != null) {
            Stream.of(form.group(4).split(",", -1)).map(WorkspaceId::new).forEach(workspaces::add);
        }
        return new HostMount(form.group(1), form.group(2), form.group(3).equals("rw"), workspaces);
    }

    /** Whether this is a valid name of a mount. */
    public static boolean isName(String text) {
        return NAME.matcher(text).matches();
    }

    /** Whether jobs of a workspace may request it. */
    public boolean isOpenTo(WorkspaceId workspace) {
        return workspaces.isEmpty() || workspaces.contains(workspace);
    }

    /**
     * The mounts, if their names are distinct.
     *
     * @throws IllegalArgumentException if two have the same name
     */
    public static List<HostMount> distinct(List<HostMount> mounts) {
        List<String> names = new ArrayList<>();
        for (HostMount mount : mounts) {
            if (names.contains(mount.name())) {
                throw new IllegalArgumentException(
                        "two mounts are named '" + mount.name() + "'; give each a name of its own");
            }
            names.add(mount.name());
        }
        return List.copyOf(mounts);
    }
}
