package dev.jobgrid.testkit.routing;

import dev.jobgrid.routing.Router;

final class StandardFittingTest extends StandardRouterLaws {
    @Override
    protected Router router() {
        return Router.standard();
    }
}
