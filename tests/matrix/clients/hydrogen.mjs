// Hydrogen in a page: logs in, opens the room with its composer. window.dlp tells the driver.
import {
    Client, FeatureSet, LoadStatus, Platform, RoomView, RoomViewModel, createNavigation,
    createRouter, viewClassForTile,
} from "hydrogen-view-sdk";

const asked = JSON.parse(decodeURIComponent(location.hash.slice(1)));
history.replaceState(null, "", location.pathname);
const assetPaths = {
    downloadSandbox: "/download-sandbox.html", worker: "/main.js", serviceWorker: "/sw.js",
    olm: { wasm: "/olm.wasm", legacyBundle: "/olm_legacy.js", wasmBundle: "/olm.js" },
};
const container = document.querySelector("#app");
const platform = new Platform({ container, assetPaths, config: {}, options: { development: false } });
const navigation = createNavigation();
platform.setNavigation(navigation);
await platform.init();
const urlRouter = createRouter({ navigation, history: platform.history });
urlRouter.attach();
const client = new Client(platform);
const options = await client.queryLogin(asked.url).result;
client.startWithLogin(options.password(asked.user, asked.password));
await client.loadStatus.waitFor((status) =>
    [LoadStatus.Ready, LoadStatus.Error, LoadStatus.LoginFailed].includes(status)).promise;
if (client.loginFailure || client.loadError) {
    window.dlp = { failed: String(client.loginFailure ?? client.loadError) };
} else {
    const { session } = client;
    while (!session.rooms.get(asked.room)) await new Promise((done) => setTimeout(done, 100));
    const room = session.rooms.get(asked.room);
    const features = await FeatureSet.load(platform.settingsStorage);
    const vm = new RoomViewModel({
        room, ownUserId: session.userId, platform, urlRouter, navigation, features,
    });
    await vm.load();
    container.replaceChildren(new RoomView(vm, viewClassForTile).mount());
    window.dlp = { home: session._sessionInfo?.homeserver ?? session.sessionInfo?.homeserver ?? null };
}
