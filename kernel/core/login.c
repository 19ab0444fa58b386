// SPDX-License-Identifier: GPL-2.0-only
/*
 * Client identities. The kernel derives one from the calling process, and the TEE gets
 * to see it as a version 5 UUID (RFC 9562, section 5.5).
 */

#include <linux/cred.h>
#include <linux/dcache.h>
#include <linux/file.h>
#include <linux/fs.h>
#include <linux/fs_struct.h>
#include <linux/namei.h>
#include <linux/nsproxy.h>
#include <linux/path.h>
#include <linux/rcupdate.h>
#include <linux/sched.h>
#include <linux/sched/task.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/tee_core.h>
#include <linux/uidgid.h>
#include <crypto/hash.h>

#include "debug_delay.h"

/* Name space UUID for Linux clients. Part of the ABI: 58ac9ca0-2086-4683-a1b8-ec4bc08e01b6 */
static const uuid_t tee_client_namespace =
	UUID_INIT(0x58ac9ca0, 0x2086, 0x4683,
		  0xa1, 0xb8, 0xec, 0x4b, 0xc0, 0x8e, 0x01, 0xb6);

/* Room for what precedes the path, i.e. a uid or gid and the separators */
#define TEE_LOGIN_PREFIX	32
#define TEE_LOGIN_NAME		(TEE_LOGIN_PREFIX + PATH_MAX)

static int uuid_from_name(uuid_t *uuid, const char *name)
{
	u8 digest[20];	/* SHA-1 */
	struct crypto_shash *sha1;
	int rc;

	sha1 = crypto_alloc_shash("sha1", 0, 0);
	if (IS_ERR(sha1))
		return PTR_ERR(sha1);
	{
		SHASH_DESC_ON_STACK(desc, sha1);

		desc->tfm = sha1;
		rc = crypto_shash_init(desc) ?:
		     crypto_shash_update(desc, tee_client_namespace.b,
					 sizeof(tee_client_namespace)) ?:
		     crypto_shash_finup(desc, name, strlen(name), digest);
		shash_desc_zero(desc);
	}
	crypto_free_shash(sha1);
	if (rc)
		return rc;

	memcpy(uuid->b, digest, UUID_SIZE);
	uuid->b[6] = (uuid->b[6] & 0x0f) | 0x50;	/* version 5 */
	uuid->b[8] = (uuid->b[8] & 0x3f) | 0x80;	/* variant */
	return 0;
}

/* Get current's executable, to be released with fput(), or an ERR_PTR. */
static struct file *get_exe(void)
{
	struct file *exe;

	if (!current->mm)
		return ERR_PTR(-EPERM);
	rcu_read_lock();
	exe = get_file_rcu(&current->mm->exe_file);
	rcu_read_unlock();
	return exe ?: ERR_PTR(-ENOENT);
}

/*
 * Was the executable set by exec in the initial user namespace?
 *
 * Don't trust exe_file blindly. With its own user namespace, a process can point it
 * elsewhere using prctl(), even for a process that it shares its mm with. What it can't
 * do is open a file for execution. Only exec does, and if it hands such a file to a
 * program (binfmt_misc's O flag), that file carries the opener's credentials.
 */
static bool exe_is_execs(const struct file *exe)
{
	return (exe->f_flags & __FMODE_EXEC) && exe->f_cred->user_ns == &init_user_ns;
}

/* Is @path below @root, and below the root of each mount on the way there? */
static bool path_is_below(const struct path *path, const struct path *root)
{
	struct path at = *path;
	bool below;

	path_get(&at);
	while (at.mnt != root->mnt) {
		below = is_subdir(at.dentry, at.mnt->mnt_root) && follow_up(&at);
		if (!below)
			goto put_at;
	}
	below = is_subdir(at.dentry, root->dentry);
put_at:
	path_put(&at);
	return below;
}

/*
 * Format a path as seen from init's root, which has to be the caller's root as well.
 * Return: the text, somewhere in @buf, or an ERR_PTR.
 */
static char *path_from_first_root(const struct path *path, char *buf, int size)
{
	struct fs_struct *fs = current->fs;
	struct path root;
	char *text = ERR_PTR(-EPERM);

	task_lock(&init_task);
	get_fs_root(init_task.fs, &root);
	task_unlock(&init_task);

	/* d_path() goes by current's root. Take the lock so that it can't change under us. */
	spin_lock(&fs->lock);
	if (path_equal(&fs->root, &root))
		text = d_path(path, buf, size);
	spin_unlock(&fs->lock);
	/*
	 * d_path() doesn't mind if the path is mounted elsewhere or unmounted. It's
	 * fine to check this only afterwards: what is unmounted won't get mounted
	 * again.
	 */
	if (!IS_ERR(text) && !path_is_below(path, &root))
		text = ERR_PTR(-EPERM);
	path_put(&root);
	return text;
}

/*
 * Append "app=PATH". That only identifies an application if all processes see the same
 * tree and exec has actually run that very file. There are plenty of ways for a process
 * to skew its view of the file system, so reject everything that looks doubtful.
 */
static int append_application(char *name, const char *separator)
{
	size_t used = strlen(name);
	struct file *exe;
	char *buf, *path;
	int rc = -EPERM;

	if (current_user_ns() != &init_user_ns ||
	    current->nsproxy->mnt_ns != init_task.nsproxy->mnt_ns)
		return -EPERM;
	exe = get_exe();
	if (IS_ERR(exe))
		return PTR_ERR(exe);
	if (!exe_is_execs(exe))
		goto put_exe;
	tee_debug_delay();
	buf = kmalloc(PATH_MAX, GFP_KERNEL);
	if (!buf) {
		rc = -ENOMEM;
		goto put_exe;
	}
	path = path_from_first_root(&exe->f_path, buf, PATH_MAX);
	rc = PTR_ERR_OR_ZERO(path);
	/* deleted, i.e. has no name */
	if (!rc && d_unlinked(exe->f_path.dentry))
		rc = -ENOENT;
	if (!rc)
		snprintf(name + used, TEE_LOGIN_NAME - used, "%sapp=%s", separator, path);
	kfree(buf);
put_exe:
	fput(exe);
	return rc;
}

static void write_user(char *name)
{
	snprintf(name, TEE_LOGIN_NAME, "uid=%x",
		 from_kuid(&init_user_ns, current_euid()));
}

static int write_group(char *name, const u8 connection_data[TEE_IOCTL_UUID_LEN])
{
	kgid_t group;
	gid_t gid;

	memcpy(&gid, connection_data, sizeof(gid));
	group = make_kgid(current_user_ns(), gid);
	if (!gid_valid(group) || !in_egroup_p(group))
		return -EPERM;
	snprintf(name, TEE_LOGIN_NAME, "gid=%x", from_kgid(&init_user_ns, group));
	return 0;
}

/* Format the name that gets hashed into the client's UUID. */
static int write_login_name(char *name, u32 method,
			    const u8 connection_data[TEE_IOCTL_UUID_LEN])
{
	int rc;

	switch (method) {
	case TEE_IOCTL_LOGIN_USER:
		write_user(name);
		return 0;
	case TEE_IOCTL_LOGIN_GROUP:
		return write_group(name, connection_data);
	case TEE_IOCTL_LOGIN_APPLICATION:
		return append_application(name, "");
	case TEE_IOCTL_LOGIN_USER_APPLICATION:
		write_user(name);
		return append_application(name, ":");
	case TEE_IOCTL_LOGIN_GROUP_APPLICATION:
		rc = write_group(name, connection_data);
		return rc ?: append_application(name, ":");
	default:
		return -EINVAL;
	}
}

int tee_session_calc_client_uuid(uuid_t *uuid, u32 connection_method,
				 const u8 connection_data[TEE_IOCTL_UUID_LEN])
{
	char *name;
	int rc;

	if (connection_method == TEE_IOCTL_LOGIN_PUBLIC ||
	    connection_method == TEE_IOCTL_LOGIN_REE_KERNEL) {
		uuid_copy(uuid, &uuid_null);
		return 0;
	}
	name = kzalloc(TEE_LOGIN_NAME, GFP_KERNEL);
	if (!name)
		return -ENOMEM;
	rc = write_login_name(name, connection_method, connection_data);
	if (!rc)
		rc = uuid_from_name(uuid, name);
	kfree(name);
	return rc;
}
EXPORT_SYMBOL_GPL(tee_session_calc_client_uuid);
