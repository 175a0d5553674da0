package dev.jobgrid.testkit.routing;

import dev.jobgrid.routing.Cooldowns;
import dev.jobgrid.routing.Router;
import java.time.Instant;

/** A composition whose parts change nothing keeps all laws, those of cost too. */
final class ComposedRouterTest extends RouterLaws {
    @Override
    protected Router router() {
        Router plain = Router.standard()
                .withFilter((request, offer) -> true)
                .withScore((request, offer) -> 0)
                .avoiding(Cooldowns.NONE, Instant.EPOCH);
        return Router.firstOf(plain, Router.standard());
    }
}
