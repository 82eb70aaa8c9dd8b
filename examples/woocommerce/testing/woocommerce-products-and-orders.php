<?php
/** Products and orders of the stand-in; see woocommerce-stand-in.php. */

defined( 'ABSPATH' ) || exit;

class WC_Product {
	private $post;

	public function __construct( WP_Post $post ) {
		$this->post = $post;
	}
	public function get_id() {
		return $this->post->ID;
	}
	public function get_parent_id() {
		return 0;
	}
	public function get_name() {
		return $this->post->post_title;
	}
	public function get_sku() {
		return (string) get_post_meta( $this->post->ID, '_sku', true );
	}
	public function get_price() {
		return (string) get_post_meta( $this->post->ID, '_price', true );
	}
	public function get_image_id() {
		return '';
	}
	public function get_permalink() {
		return get_permalink( $this->post );
	}
}

class WC_Order_Item_Product {
	private $line;

	public function __construct( array $line ) {
		$this->line = $line;
	}
	public function get_product() {
		return wc_get_product( $this->line['product_id'] );
	}
	public function get_product_id() {
		return $this->line['product_id'];
	}
	public function get_name() {
		return $this->get_product()->get_name();
	}
	public function get_quantity() {
		return $this->line['quantity'];
	}
	/** Without tax, as a decimal string. */
	public function get_total() {
		return (string) ( $this->get_product()->get_price() * $this->line['quantity'] );
	}
	public function get_total_tax() {
		return '0';
	}
}

class WC_Order {
	private $id;
	private $data;

	public function __construct( int $id, array $data ) {
		$this->id   = $id;
		$this->data = $data;
	}
	public function has_status( $status ) {
		return in_array( $this->data['status'], (array) $status, true );
	}
	public function get_meta( $key ) {
		return $this->data['meta'][ $key ] ?? '';
	}
	public function update_meta_data( $key, $value ) {
		$this->data['meta'][ $key ] = $value;
	}
	public function save() {
		update_option( "order_$this->id", $this->data );
		return $this->id;
	}
	public function get_order_number() {
		return (string) $this->id;
	}
	public function get_items() {
		return array_map( fn( $line ) => new WC_Order_Item_Product( $line ), $this->data['lines'] );
	}
	public function get_total() {
		return (string) array_sum( array_map( fn( $line ) => (float) $line->get_total(), $this->get_items() ) );
	}
	public function get_currency() {
		return 'EUR';
	}
	public function get_coupon_codes() {
		return array();
	}
	public function get_total_discount() {
		return 0.0;
	}
	public function get_total_tax() {
		return '0';
	}
	public function get_shipping_total() {
		return '0';
	}
	public function get_customer_id() {
		return 0;
	}
	public function get_billing_email() {
		return $this->data['email'];
	}
	public function get_billing_phone() {
		return '';
	}
	public function get_billing_first_name() {
		return $this->data['first_name'];
	}
	public function get_billing_last_name() {
		return '';
	}
}
