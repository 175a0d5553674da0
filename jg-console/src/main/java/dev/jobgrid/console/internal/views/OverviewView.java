package dev.jobgrid.console.internal.views;

import java.util.List;

/**
 * The start: whether anything needs somebody.
 *
 * @param sentence the answer
 * @param alarms what does
 * @param nodes the nodes
 * @param queue the queue
 * @param failures the failures of a day
 * @param running jobs that run or are prepared
 * @param ended jobs that ended lately
 * @param isNew whether there was no job yet
 * @param version changes with what is above the lists
 */
public record OverviewView(
        String sentence,
        List<Alarm> alarms,
        List<NodeCard> nodes,
        Panel queue,
        Panel failures,
        List<ShownJob> running,
        List<ShownJob> ended,
        boolean isNew,
        String version) {
    /** How many jobs a list has places for, which stay empty where there are fewer. */
    public static final int SHOWN = 8;

    /** Copies the lists. */
    public OverviewView {
        alarms = List.copyOf(alarms);
        nodes = List.copyOf(nodes);
        running = List.copyOf(running);
        ended = List.copyOf(ended);
    }

    /**
     * What needs somebody.
     *
     * @param subject what it is about
     * @param words what is the matter
     * @param way the address of the way out, relative to the mount
     * @param wayWords what that is called; empty for no way
     */
    public record Alarm(String subject, String words, String way, String wayWords) {
        /** For somebody who may not go there. */
        public Alarm withoutWay() {
            return new Alarm(subject, words, "", "");
        }
    }

    /**
     * A number with what it is made of.
     *
     * @param number the number
     * @param words what it says more
     * @param bars its parts
     * @param way the address of the whole, relative to the mount
     */
    public record Panel(String number, String words, List<QueueView.Bar> bars, String way) {
        /** Copies the list. */
        public Panel {
            bars = List.copyOf(bars);
        }
    }
}
