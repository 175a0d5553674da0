package dev.jobgrid.executor.process;

import dev.jobgrid.spi.executor.HostMount;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Starts the script that supervises a run, in the way that this host supports. Immutable.
 *
 * @param script the path of the script
 * @param root the private root of runs; absent if they share the host's
 * @param waiter "setsid" or "shell": how the end of a program is reported
 * @param unshare options for the namespaces
 * @param drop arguments before the program that drop its privileges
 * @param groups control groups of runs
 * @param orphan shows that the script can be detached from this process, which needs a thread for each child; absent if
 *     it must be a child
 */
record Supervisor(
        Path script,
        Optional<PrivateRoot> root,
        String waiter,
        String unshare,
        String drop,
        RunGroups groups,
        Optional<Orphan> orphan) {
    static final Path SETSID = Path.of("/usr/bin/setsid");
    private static final String SYSTEM_PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

    /** A supervisor that is a child of this process, without groups. */
    Supervisor(Path script, Optional<PrivateRoot> root, String waiter, String unshare, String drop) {
        this(script, root, waiter, unshare, drop, RunGroups.none(RunLimits.NONE), Optional.empty());
    }

    /** The same with these groups. */
    Supervisor with(RunGroups others) {
        return new Supervisor(script, root, waiter, unshare, drop, others, orphan);
    }

    /** The same, detached from this process while orphans are reaped. */
    Supervisor with(Orphan example) {
        return new Supervisor(script, root, waiter, unshare, drop, groups, Optional.of(example));
    }

    /** The workspace path for the job: the name, or the real path of the folder. */
    String workspace(RunFolder folder) {
        return root.isPresent() ? WorkspaceWords.WORKSPACE : folder.workspace().toString();
    }

    /**
     * Writes the files that the script needs into a run's folder.
     *
     * @param mounts the requested mounts
     */
    void layOut(RunFolder folder, List<HostMount> mounts) throws IOException {
        for (String name : List.of("inputs", "scripts", "artifacts")) {
            RunFolders.makePrivate(folder.workspace().resolve(name));
        }
        RunFolders.makePrivate(folder.temporary());
        for (HostMount mount : mounts) {
            Path all = RunFolders.makePrivate(folder.workspace().resolve("mounts"));
            Path target = all.resolve(mount.name());
            if (root.isPresent()) {
                RunFolders.makePrivate(target);
            } else {
                Files.createSymbolicLink(target, Path.of(mount.path()));
            }
        }
        if (root.isPresent()) {
            Files.writeString(folder.mounts(), root.get().mounts(folder, mounts));
            Files.writeString(folder.needed(), PrivateRoot.needed(mounts));
        }
        String space = "-".repeat(64) + "\n";
        Files.writeString(folder.path().resolve("status"), space);
        Files.writeString(folder.path().resolve("exit.new"), space);
        for (Path output : List.of(folder.stdout(), folder.stderr())) {
            Files.writeString(output, "");
        }
        groups.make(folder);
    }

    /** Why a run with mounts does not start. */
    static String missing(String mount) {
        return "the mount '" + mount
                + "' could not be given to the program: its folder is not there, or this host cannot"
                + " mount it as it is to be";
    }

    /**
     * Starts it. The variables are passed to the process and written to no file; their names must be valid in a shell.
     * If it is detached, the returned process ends at once, with code 0.
     *
     * @throws IOException if the host cannot: argument list too long, no more processes, no /bin/sh
     */
    Process start(RunFolder folder, List<String> words, Map<String, String> variables) throws IOException {
        return start(folder, words, variables, orphan.filter(Orphan::isCaredFor).isEmpty());
    }

    /** As {@link #start(RunFolder, List, Map)}, with an explicit choice of child or detached. */
    Process start(RunFolder folder, List<String> words, Map<String, String> variables, boolean isChild)
            throws IOException {
        boolean isCoded = !words.stream().allMatch(ShellText::isAscii);
        List<String> line = new ArrayList<>();
        if (Files.isExecutable(SETSID)) {
            line.add(SETSID.toString()); // Else a signal to the terminal's group would reach it.
        }
        if (!isChild) {
            line.add("--fork");
        }
        line.addAll(List.of("/bin/sh", script.toString(), root.isPresent() ? "private" : "mapped"));
        words.forEach(word -> line.add(isCoded ? ShellText.code(word) : word));
        ProcessBuilder builder = new ProcessBuilder(line)
                .directory(folder.path().toFile())
                .redirectInput(new File("/dev/null"))
                .redirectOutput(ProcessBuilder.Redirect.appendTo(folder.stdout().toFile()))
                .redirectError(
                        ProcessBuilder.Redirect.appendTo(folder.supervisorLog().toFile()));
        Map<String, String> environment = builder.environment();
        environment.clear();
        environment.put("PATH", hostPath() + ":" + SYSTEM_PATH);
        environment.put("JG_WORKSPACE", workspace(folder));
        environment.put("JG_WORDS", isCoded ? "coded" : "plain");
        environment.put("JG_WAIT", waiter);
        environment.put("JG_UNSHARE", unshare);
        environment.put("JG_DROP", drop);
        environment.putAll(groups.environment(folder));
        root.ifPresent(view -> environment.put("JG_ROOT", view.path().toString()));
        hand(variables(folder, variables), environment);
        return builder.start();
    }

    private static void hand(Map<String, String> variables, Map<String, String> environment) {
        environment.put("JG_NAMES", String.join(" ", variables.keySet()));
        environment.put(
                "JG_CODED",
                variables.entrySet().stream()
                        .filter(variable -> !ShellText.isAscii(variable.getValue()))
                        .map(Map.Entry::getKey)
                        .collect(Collectors.joining(" ")));
        variables.forEach((name, value) ->
                environment.put("JG_V_" + name, ShellText.isAscii(value) ? value : ShellText.code(value)));
    }

    private Map<String, String> variables(RunFolder folder, Map<String, String> asked) {
        Map<String, String> variables = new TreeMap<>();
        variables.put("PATH", hostPath());
        Optional.ofNullable(System.getenv("LANG")).ifPresent(lang -> variables.put("LANG", lang));
        variables.put("HOME", workspace(folder));
        variables.putAll(asked);
        return variables;
    }

    private static String hostPath() {
        String path = System.getenv("PATH");
        return path == null || path.isEmpty() ? SYSTEM_PATH : path;
    }
}
