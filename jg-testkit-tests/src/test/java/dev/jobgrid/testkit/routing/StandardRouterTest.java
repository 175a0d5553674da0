package dev.jobgrid.testkit.routing;

import dev.jobgrid.routing.Router;

final class StandardRouterTest extends RouterLaws {
    @Override
    protected Router router() {
        return Router.standard();
    }
}
