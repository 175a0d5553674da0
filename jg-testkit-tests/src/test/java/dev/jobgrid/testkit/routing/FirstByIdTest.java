package dev.jobgrid.testkit.routing;

import dev.jobgrid.routing.Router;

/** The laws of the port hold for a router that has nothing of the standard one. */
final class FirstByIdTest extends RouterLaws {
    @Override
    protected Router router() {
        return new FirstById();
    }
}
