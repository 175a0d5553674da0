package dev.jobgrid.console;

import dev.jobgrid.GridSettings;
import dev.jobgrid.JobGrid;
import dev.jobgrid.StorageAdmin;
import dev.jobgrid.auth.ApiKeys;
import dev.jobgrid.auth.Authenticator;
import dev.jobgrid.auth.Caller;
import dev.jobgrid.console.internal.pages.ConsoleParts;
import dev.jobgrid.console.internal.pages.ConsoleRouter;
import dev.jobgrid.console.internal.pages.GridAdmin;
import dev.jobgrid.console.internal.session.Visitors;
import dev.jobgrid.errors.SettingCheck;
import dev.jobgrid.http.signing.SigningKeys;
import dev.jobgrid.spi.GridClock;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;

/** Builds a {@link Console}. Single-threaded. */
public final class ConsoleBuilder {
    private final JobGrid grid;
    private Optional<Authenticator> authenticator = Optional.empty();
    private Optional<SigningKeys> signingKeys = Optional.empty();
    private Function<HttpServletRequest, Optional<Caller>> callers = request -> Optional.empty();
    private Predicate<HttpServletRequest> operators = request -> false;
    private Optional<GridAdmin> admin = Optional.empty();
    private InstantSource clock = InstantSource.system();

    ConsoleBuilder(JobGrid grid) {
        this.grid = grid;
    }

    /** Authenticates the keys and tokens that people sign in with, at every request; the grid's own API keys unless set. */
    public ConsoleBuilder authenticator(Authenticator value) {
        authenticator = Optional.of(SettingCheck.present("authenticator", value));
        return this;
    }

    /**
     * The keys that seal sessions; those in the grid's store unless set. Processes behind one name need the same. Replacing one
     * and removing the old ends the sessions of that.
     */
    public ConsoleBuilder signingKeys(SigningKeys value) {
        signingKeys = Optional.of(SettingCheck.present("signingKeys", value));
        return this;
    }

    /**
     * The caller of a request that the embedder has signed in by its own means; empty for the console's login. None unless set.
     * Called for each request, in its thread.
     */
    public ConsoleBuilder callers(Function<HttpServletRequest, Optional<Caller>> value) {
        callers = SettingCheck.present("callers", value);
        return this;
    }

    /**
     * Whether a request is of an operator, who sees and does everything, in every workspace. None unless set. Called for each
     * request, in its thread: decide by what the embedder's own login says, never by what any client can send.
     */
    public ConsoleBuilder operators(Predicate<HttpServletRequest> value) {
        operators = SettingCheck.present("operators", value);
        return this;
    }

    /**
     * Administers the grid's storage on the pages for operators, which have no callbacks and no instances without it. Jobs of a
     * node that is forgotten there are tried again as a grid without settings would.
     */
    public ConsoleBuilder admin(StorageAdmin value) {
        return admin(value, GridSettings.DEFAULT.running());
    }

    /**
     * As {@link #admin(StorageAdmin)}.
     *
     * @param running whose retry policy applies to jobs of a node that is forgotten
     */
    public ConsoleBuilder admin(StorageAdmin value, GridSettings.Running running) {
        admin = Optional.of(new GridAdmin(
                SettingCheck.present("admin", value), value.nodes(SettingCheck.present("running", running))));
        return this;
    }

    /** The clock for ages and the ends of sessions; the system's unless set. Should be the grid's. */
    public ConsoleBuilder clock(InstantSource value) {
        clock = SettingCheck.present("clock", value);
        return this;
    }

    /**
     * The console.
     *
     * @throws dev.jobgrid.errors.JobGridException FORBIDDEN if the grid is remote, or acts for a caller: only the grid that a
     *     process built can have a console
     */
    public Console build() {
        ApiKeys keys = grid.operations().apiKeys();
        SigningKeys signing =
                signingKeys.orElseGet(() -> SigningKeys.in(grid.operations().signingKeys()));
        Visitors visitors = new Visitors(
                new Visitors.Ways(authenticator.orElseGet(() -> Authenticator.of(() -> keys)), callers, operators),
                keys,
                signing,
                clock);
        ConsoleParts parts = ConsoleParts.of(grid, admin, visitors, signing, GridClock.of(clock));
        return new Console(new ConsoleRouter(parts), visitors);
    }

    /** Builds the console and gives its servlet. As {@link Console#servlet}. */
    public HttpServlet servlet() {
        return build().servlet();
    }
}
