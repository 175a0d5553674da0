package dev.jobgrid.testkit.sim;

import dev.jobgrid.job.Failure;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The script of a run on a {@link ScriptedExecutor}.
 *
 * @param preparation from the launch to the program's start
 * @param runtime from its start to its end
 * @param lines its output, spread evenly over its runtime; every third one to standard error
 * @param exitCode its exit code if nothing stops it
 * @param broken why it cannot start
 * @param ignoresTerm whether only a kill stops it
 * @param artifacts its artifacts, by path
 * @param diskBytes its disk usage from its start on
 */
public record RunScript(
        Duration preparation,
        Duration runtime,
        List<String> lines,
        int exitCode,
        Optional<Failure.Cause> broken,
        boolean ignoresTerm,
        Map<String, byte[]> artifacts,
        long diskBytes) {
    /** Copies lines and files. */
    public RunScript {
        lines = List.copyOf(lines);
        artifacts = Map.copyOf(artifacts);
    }

    /** Starts at once, prints the lines and succeeds. */
    public static RunScript prints(String... lines) {
        return new RunScript(Duration.ZERO, Duration.ZERO, List.of(lines), 0, Optional.empty(), false, Map.of(), 0);
    }

    /** The same with this runtime. */
    public RunScript lasting(Duration value) {
        return new RunScript(preparation, value, lines, exitCode, broken, ignoresTerm, artifacts, diskBytes);
    }

    /** The same with this exit code. */
    public RunScript exiting(int code) {
        return new RunScript(preparation, runtime, lines, code, broken, ignoresTerm, artifacts, diskBytes);
    }

    /** The same with these artifacts. */
    public RunScript leaving(Map<String, byte[]> files) {
        return new RunScript(preparation, runtime, lines, exitCode, broken, ignoresTerm, files, diskBytes);
    }

    /** The same, but the program never starts. */
    public RunScript breaking(Failure.Cause cause) {
        return new RunScript(
                preparation, runtime, lines, exitCode, Optional.of(cause), ignoresTerm, artifacts, diskBytes);
    }

    /** The same with this disk usage. */
    public RunScript taking(long bytes) {
        return new RunScript(preparation, runtime, lines, exitCode, broken, ignoresTerm, artifacts, bytes);
    }
}
