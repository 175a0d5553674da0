package dev.jobgrid.server;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.stream.Stream;

/**
 * One fault of a schedule.
 *
 * @param kind what is wrong
 * @param target of those that it can happen to, which one
 * @param from when it begins, from the beginning of the schedule
 * @param lasts for how long
 * @param size how bad it is, by its kind
 */
record Fault(Kind kind, int target, Duration from, Duration lasts, int size) {
    /** Whom it happens to. One of them has one fault at a time; what befalls different ones overlaps. */
    enum Part {
        /** The process of a server. */
        SERVER(CombinedFaults.SERVERS),
        /** What lies between a server and its database. */
        STORE(CombinedFaults.SERVERS),
        /** The clock of a server's machine. */
        CLOCK(CombinedFaults.CLOCKED.size()),
        /** How many processes a server and its runs may have. */
        PROCESSES(CombinedFaults.SERVERS),
        /** A disk: that of the files of all servers, or that of the runs of the one that runs processes. */
        DISK(2),
        ENGINE(CombinedFaults.ENGINES);

        private final int targets;

        Part(int targets) {
            this.targets = targets;
        }
    }

    /** What can be wrong. */
    enum Kind {
        /** Killed, and started again. */
        KILLED(Part.SERVER, 2, 15),
        /** Stands still for longer than its lease. */
        STOPPED(Part.SERVER, 20, 35),
        /** Nothing gets through, and nobody hangs up. */
        SILENT(Part.STORE, 5, 40),
        /** Nothing gets through connections that there are, and new ones work. */
        FORGOTTEN(Part.STORE, 1, 2),
        /** Connections end, and no new ones are taken. */
        REFUSED(Part.STORE, 3, 25),
        /** Set to another time, and back. */
        STEPPED(Part.CLOCK, 5, 40),
        /** No more of them. */
        FEW(Part.PROCESSES, 5, 30),
        FULL(Part.DISK, 5, 30),
        /** Ends as its host tells it to, and is started again. */
        TERMINATED(Part.ENGINE, 2, 15),
        /** Killed without its containers, and started again. */
        CRASHED(Part.ENGINE, 2, 15),
        /** Answers nobody. */
        HANGING(Part.ENGINE, 5, 35),
        /** Its host loses its power. */
        REBOOTED(Part.ENGINE, 1, 2);

        private final Part part;
        private final int shortest;
        private final int longest;

        Kind(Part part, int shortest, int longest) {
            this.part = part;
            this.shortest = shortest;
            this.longest = longest;
        }

        static List<Kind> of(Part part) {
            List<Kind> kinds = new ArrayList<>(List.of(values()));
            kinds.removeIf(kind -> kind.part != part);
            return kinds;
        }
    }

    /** How many can have a fault at a time. */
    static final int TARGETS =
            Stream.of(Part.values()).mapToInt(part -> part.targets).sum();

    private static final int LONGEST_REST = 120;
    private static final int SHORTEST_REST = 20;

    /** Faults of all parts within a time: for each target of a part a list, in the order in which they begin. */
    static List<List<Fault>> draw(Random random, Duration within) {
        List<List<Fault>> drawn = new ArrayList<>();
        for (Part part : Part.values()) {
            for (int target = 0; target < part.targets; target++) {
                drawn.add(draw(random, within, part, target));
            }
        }
        return drawn;
    }

    private static List<Fault> draw(Random random, Duration within, Part part, int target) {
        List<Kind> kinds = Kind.of(part);
        List<Fault> faults = new ArrayList<>();
        long at = random.nextInt(LONGEST_REST / 2);
        while (true) {
            Kind kind = kinds.get(random.nextInt(kinds.size()));
            int lasts = kind.shortest + random.nextInt(kind.longest - kind.shortest + 1);
            int size = random.nextInt(Integer.MAX_VALUE);
            if (at + lasts > within.toSeconds()) {
                return faults;
            }
            faults.add(new Fault(kind, target, Duration.ofSeconds(at), Duration.ofSeconds(lasts), size));
            at += lasts + SHORTEST_REST + random.nextInt(LONGEST_REST - SHORTEST_REST);
        }
    }

    Duration until() {
        return from.plus(lasts);
    }

    @Override
    public String toString() {
        return kind.part.name().toLowerCase(Locale.ROOT) + " " + target + " "
                + kind.name().toLowerCase(Locale.ROOT);
    }
}
