// SPDX-License-Identifier: GPL-2.0-only
#include "../../../kernel/clients/keys/application.c"
