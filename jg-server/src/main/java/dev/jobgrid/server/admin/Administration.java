package dev.jobgrid.server.admin;

import dev.jobgrid.GridSettings;
import dev.jobgrid.Nodes;
import dev.jobgrid.StorageAdmin;
import dev.jobgrid.monitor.NodeQuarantine;
import dev.jobgrid.retention.RetentionRules;
import dev.jobgrid.storage.H2Storage;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * What operators' commands work on: an open store, and the server that has it open. Thread-safe.
 *
 * @param storage the store
 * @param rules the server's rules of retention
 * @param nodes the nodes that the store knows
 * @param quarantines the quarantines of this server; peers know their own
 * @param backups makes backups of the store
 * @param health the health of the server
 * @param console the console of the server
 */
public record Administration(
        StorageAdmin storage,
        RetentionRules rules,
        Nodes nodes,
        Supplier<List<NodeQuarantine>> quarantines,
        Backups backups,
        Health health,
        Entrance console) {
    /** What a command does with the store. */
    public interface Work {
        /** Does it, and prints what came of it. */
        void run(Administration store, PrintWriter out) throws IOException;
    }

    /** Whether the server is healthy. */
    public interface Health {
        /**
         * Lines for the operator.
         *
         * @throws IOException if it is not
         */
        List<String> lines() throws IOException;
    }

    /** The way into the console for the operator. */
    public interface Entrance {
        /**
         * A new address that opens an operator's session, once. A secret.
         *
         * @throws IOException if there is no console
         */
        String address() throws IOException;
    }

    /** Of a store that no server has open, with the settings of a server that is started without options. */
    static Administration of(H2Storage storage, Path data) {
        StorageAdmin admin = StorageAdmin.of(storage, InstantSource.system());
        return new Administration(
                admin,
                RetentionRules.KEEP,
                admin.nodes(GridSettings.DEFAULT.running()),
                List::of,
                new Backups(data, Optional.of(storage)),
                () -> {
                    throw new IOException("no server runs on this folder");
                },
                () -> {
                    throw new IOException(
                            "no server runs on this folder; start one, such as with jg server --data " + data);
                });
    }
}
