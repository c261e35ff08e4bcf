#!/bin/busybox sh
# First process of a guest: load modules, put a writable overlay on the host's file system, run the command, power off.
B=/bin/busybox
$B mount -t proc proc /proc
$B mount -t sysfs sys /sys
$B mount -t devtmpfs dev /dev
# New network namespaces start with loopback alone, as on a host without tunnel modules.
echo 1 > /proc/sys/net/core/fb_tunnels_only_for_init_net
while read -r module; do
    $B insmod "/modules/$module.ko" || echo "GUEST: module $module does not load"
done < /modules/order
$B mount -t virtiofs -o ro host /lower || { echo "GUEST: the host's file system cannot be mounted"; $B poweroff -f; }
$B mount -t tmpfs overlay /overlay
$B mkdir /overlay/upper /overlay/work
$B mount -t overlay -o lowerdir=/lower,upperdir=/overlay/upper,workdir=/overlay/work root /root
for directory in proc sys dev; do
    $B mount --move "/$directory" "/root/$directory"
done
$B mkdir -p /root/boot && $B cp /config "/root/boot/config-$($B uname -r)"
$B mount -t tmpfs tmp /root/tmp
$B mount -t tmpfs run /root/run
$B mkdir -p /root/dev/shm /root/dev/pts /root/run/results
$B mount -t tmpfs shm /root/dev/shm
$B mount -t devpts devpts /root/dev/pts
$B mount -t cgroup2 cgroup /root/sys/fs/cgroup
$B mount -t virtiofs results /root/run/results || echo "GUEST: the results directory cannot be mounted"
$B ip link set lo up
$B hostname guest
read -r uptime idle < /root/proc/uptime
echo "GUEST UP $uptime"
$B chroot /root /bin/sh /run/results/command.sh
echo "GUEST EXIT $?"
$B sync
$B poweroff -f
