package dev.jobgrid.server;

import java.io.IOException;
import java.util.List;

/** Counts runs beside the server, so that it is believed to nobody. Single-threaded. */
interface Tally extends AutoCloseable {
    /** Where a run writes its job and attempt as it begins. */
    String file();

    /** The image that runs are made of. */
    String image();

    /** All runs that it has heard of, in the order in which they began: a line with job and attempt for each. */
    List<String> lines() throws IOException;

    @Override
    void close() throws IOException;
}
