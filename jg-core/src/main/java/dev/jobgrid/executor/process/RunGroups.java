package dev.jobgrid.executor.process;

import dev.jobgrid.id.JobId;
import dev.jobgrid.id.JobRef;
import dev.jobgrid.id.RunKey;
import dev.jobgrid.id.WorkspaceId;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Creates a control group (cgroup v2) for each run where the host allows it, below the group of this process or its
 * unit, so that limits of the service apply to its runs. Immutable.
 *
 * @param parent the group around those of all runs of a folder; absent if there is none
 * @param limits the limits of each run
 */
record RunGroups(Optional<Path> parent, RunLimits limits) {
    private static final System.Logger LOG = System.getLogger(RunGroups.class.getName());
    private static final Path MOUNTS = Path.of("/proc/self/mountinfo");
    private static final Path OWN = Path.of("/proc/self/cgroup");
    private static final String CONTROLLERS = "cgroup.subtree_control";
    private static final int KIB = 1024;

    /** No groups, for runs with these limits. */
    static RunGroups none(RunLimits limits) {
        return new RunGroups(Optional.empty(), limits);
    }

    /**
     * Candidate parents, best first, to be probed.
     *
     * @param name the name of the group around those of all runs of a folder, unique to the folder
     */
    static List<RunGroups> candidates(String name, RunLimits limits) {
        List<Path> places = List.of();
        try {
            places = places(Files.readAllLines(MOUNTS), Files.readAllLines(OWN));
        } catch (IOException e) {
            LOG.log(System.Logger.Level.DEBUG, "this host reports no control groups", e);
        }
        return places.stream()
                .map(place -> new RunGroups(Optional.of(place.resolve(name)), limits))
                .toList();
    }

    /** The unit of the service, if this process is in a group below it, as with systemd's DelegateSubgroup; then its own. */
    static List<Path> places(List<String> mounts, List<String> groups) {
        Optional<Path> mount = mounts.stream()
                .map(line -> line.split(" ", -1))
                .filter(words -> isGroups(words) && words[3].equals("/"))
                .map(words -> Path.of(words[4]))
                .findFirst();
        Optional<Path> own = groups.stream()
                .filter(line -> line.startsWith("0::/") && !line.contains(".."))
                .map(line -> Path.of(line.substring("0::/".length())))
                .findFirst();
        if (mount.isEmpty() || own.isEmpty()) {
            return List.of();
        }
        List<Path> places = new ArrayList<>();
        for (Path above = own.get().getParent(); above != null; above = above.getParent()) {
            String name = above.getFileName().toString();
            if (name.endsWith(".service") || name.endsWith(".scope")) {
                places.add(mount.get().resolve(above));
                break;
            }
        }
        places.add(mount.get().resolve(own.get()).normalize());
        return places;
    }

    /** Whether a line of mountinfo is of cgroup v2: the type follows optional fields and a dash. */
    private static boolean isGroups(String[] words) {
        for (int i = 6; i < words.length - 1; i++) {
            if (words[i].equals("-")) {
                return words[i + 1].equals("cgroup2");
            }
        }
        return false;
    }

    /**
     * Creates the group of a run, after recording it, so that it is found with the run.
     *
     * @throws IOException if the host does not allow this process to create or kill it
     */
    void make(RunFolder run) throws IOException {
        if (parent.isEmpty()) {
            return;
        }
        RunGroup group = new RunGroup(parent.get().resolve(name(run.key())));
        Files.writeString(run.group(), group.path() + "\n");
        // First: a parent with a group in it is not removed.
        Files.createDirectories(group.path());
        enable(parent.get().resolveSibling(CONTROLLERS));
        enable(parent.get().resolve(CONTROLLERS));
        if (!Files.exists(group.path().resolve("cgroup.kill"))) {
            throw new IOException("control groups of this kernel cannot be killed as a whole");
        }
        limits.processes().ifPresent(max -> limit(group, "pids.max", Integer.toString(max)));
        limits.memoryBytes().ifPresent(max -> {
            limit(group, "memory.max", Long.toString(max));
            limit(group, "memory.swap.max", "0");
        });
    }

    /** Enables controllers for child groups. A group with processes of its own may not do so, and some have none. */
    private static void enable(Path controllers) {
        for (String controller : List.of("memory", "pids")) {
            try {
                Files.writeString(controllers, "+" + controller, StandardOpenOption.WRITE);
            } catch (IOException e) {
                LOG.log(System.Logger.Level.DEBUG, "no " + controller + " by " + controllers, e);
            }
        }
    }

    private static void limit(RunGroup group, String file, String value) {
        try {
            Files.writeString(group.path().resolve(file), value, StandardOpenOption.WRITE);
        } catch (IOException e) {
            LOG.log(System.Logger.Level.DEBUG, "control group " + group.path() + " has no " + file, e);
        }
    }

    /** The limits that do not apply to a run as a whole, for people; call after a group was created. */
    List<String> unheld() {
        List<String> controllers = parent.map(RunGroups::controllers).orElse(List.of());
        List<String> unheld = new ArrayList<>();
        if (limits.memoryBytes().isPresent() && !controllers.contains("memory")) {
            unheld.add("the memory of a run is bounded for each of its processes, and not in all");
        }
        if (limits.processes().isPresent() && !controllers.contains("pids")) {
            unheld.add("the processes of a run are not bounded");
        }
        return unheld;
    }

    private static List<String> controllers(Path group) {
        try {
            return List.of(Files.readString(group.resolve(CONTROLLERS)).strip().split(" ", -1));
        } catch (IOException e) {
            return List.of();
        }
    }

    /** Variables for the script: the group, and the limit per process where the group has none. */
    Map<String, String> environment(RunFolder run) throws IOException {
        Optional<RunGroup> group = RunGroup.of(run);
        boolean isHeld = group.filter(of -> Files.exists(of.path().resolve("memory.max")))
                .isPresent();
        Map<String, String> environment = new LinkedHashMap<>();
        environment.put("JG_GROUP", group.map(of -> of.path().toString()).orElse(""));
        environment.put(
                "JG_DATA",
                isHeld || limits.memoryBytes().isEmpty()
                        ? ""
                        : Long.toString(limits.memoryBytes().getAsLong() / KIB));
        return environment;
    }

    /** Removes the groups of runs without a folder, and the parent group if none is left. */
    void sweep(RunFolders folders) {
        if (parent.isEmpty()) {
            return;
        }
        try (DirectoryStream<Path> groups = Files.newDirectoryStream(parent.get(), Files::isDirectory)) {
            for (Path group : groups) {
                Optional<RunKey> key = key(group.getFileName().toString());
                if (key.isPresent()
                        && !HostAbilities.isProbe(key.get())
                        && !folders.has(folders.of(key.get()).path())) {
                    new RunGroup(group).remove();
                }
            }
        } catch (NoSuchFileException e) {
            // There was none.
        } catch (IOException e) {
            LOG.log(System.Logger.Level.WARNING, "control groups of removed runs cannot be removed", e);
        }
        close();
    }

    /** Removes the parent group, unless it contains groups of runs. */
    void close() {
        parent.ifPresent(RunGroups::removeIfEmpty);
    }

    static void removeIfEmpty(Path group) {
        try {
            Files.deleteIfExists(group);
        } catch (IOException e) {
            LOG.log(System.Logger.Level.DEBUG, "runs are left in control group " + group, e);
        }
    }

    private static String name(RunKey key) {
        return key.job().workspace().value() + ":" + key.job().id().value() + ":" + key.attempt();
    }

    private static Optional<RunKey> key(String name) {
        String[] parts = name.split(":", -1);
        try {
            return parts.length == 3
                    ? Optional.of(new RunKey(
                            new JobRef(new WorkspaceId(parts[0]), new JobId(parts[1])), Integer.parseInt(parts[2])))
                    : Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
