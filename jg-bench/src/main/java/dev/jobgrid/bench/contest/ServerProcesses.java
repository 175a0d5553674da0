package dev.jobgrid.bench.contest;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The processes of a PostgreSQL server, as the kernel counts them. */
final class ServerProcesses {
    private static final long NANOS_PER_TICK = 10_000_000;

    private ServerProcesses() {}

    /** Processor time so far of all processes of the server that has this backend, also of those that have ended. */
    static long nanos(long backend) throws IOException {
        long server = stat(backend).orElseThrow().parent();
        long ticks = stat(server).orElseThrow().ofEnded();
        try (Stream<Path> processes = Files.list(Path.of("/proc"))) {
            List<Long> ids = processes
                    .map(path -> path.getFileName().toString())
                    .filter(name -> name.chars().allMatch(Character::isDigit))
                    .map(Long::valueOf)
                    .toList();
            for (long id : ids) {
                ticks += stat(id).filter(process -> id == server || process.parent() == server)
                        .map(Ticks::own)
                        .orElse(0L);
            }
        }
        return ticks * NANOS_PER_TICK;
    }

    /** Ticks of a process, and those of its children that have ended. */
    private record Ticks(long parent, long own, long ofEnded) {}

    private static Optional<Ticks> stat(long id) throws IOException {
        try {
            String line = Files.readString(Path.of("/proc", Long.toString(id), "stat"));
            String[] fields = line.substring(line.lastIndexOf(')') + 2).split(" ");
            return Optional.of(new Ticks(
                    Long.parseLong(fields[1]),
                    Long.parseLong(fields[11]) + Long.parseLong(fields[12]),
                    Long.parseLong(fields[13]) + Long.parseLong(fields[14])));
        } catch (IOException e) {
            return Optional.empty(); // it has ended, before it was opened or before it was read
        }
    }
}
