package dev.jobgrid.console.internal.pages;

import dev.jobgrid.JobGrid;
import dev.jobgrid.console.internal.session.FormTokens;
import dev.jobgrid.console.internal.session.Visitors;
import dev.jobgrid.console.internal.web.StaticAssets;
import dev.jobgrid.http.signing.Sealer;
import dev.jobgrid.http.signing.SigningKeys;
import dev.jobgrid.spi.GridClock;
import java.time.InstantSource;
import java.util.Optional;

/**
 * What all pages share.
 *
 * @param grid the embedder's grid
 * @param admin administers its storage, if the embedder said so
 * @param visitors finds out who asks
 * @param tokens proofs for forms
 * @param assets the static files
 * @param views views that many pages show
 * @param logs searches logs
 * @param clock tells ages
 */
public record ConsoleParts(
        JobGrid grid,
        Optional<GridAdmin> admin,
        Visitors visitors,
        FormTokens tokens,
        StaticAssets assets,
        ViewCache views,
        LogSearch logs,
        InstantSource clock) {
    /** The parts of a console over a grid. */
    public static ConsoleParts of(
            JobGrid grid, Optional<GridAdmin> admin, Visitors visitors, SigningKeys signing, GridClock clock) {
        return new ConsoleParts(
                grid,
                admin,
                visitors,
                new FormTokens(new Sealer(signing, "console form")),
                new StaticAssets(),
                new ViewCache(clock::nanoTime),
                new LogSearch(),
                clock);
    }
}
