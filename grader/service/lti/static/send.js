// without this the reader presses the button
"use strict";
document.getElementById("send").submit();
