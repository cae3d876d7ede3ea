// Keys that are quotes themselves, or nothing.
const hooks = {
  "'": function (stream, state) {
    return stream;
  },
  "`": function (stream) {
    return stream;
  },
  "": function () {
    return null;
  },
  "plain key": function (stream) {
    return stream;
  },
};
